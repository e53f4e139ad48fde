import { conformance } from './conformance/suite';

describe('on the oldest engine', () => conformance('oldest'));
