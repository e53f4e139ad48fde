import { generate } from 'selfsigned';

/** A fresh key pair for 127.0.0.1, in PEM, valid for a day. Elliptic, so that a benchmark does not measure RSA. */
export async function selfSigned(): Promise<{ key: string; cert: string }> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
		algorithm: 'sha256',
		keyType: 'ec',
		notAfterDate: new Date(Date.now() + 24 * 3600_000),
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	return { key, cert };
}
