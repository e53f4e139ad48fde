import { conformance } from './conformance/suite';

describe('on the newest engine', () => conformance('newest'));
