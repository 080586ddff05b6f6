[Profile]
Title=Device, revocable
Source=RFC 7925 section 4.4.2 with RFC 5280 sections 4.2.1.13 and 4.2.2.1: whoever meets the device can ask whether it was revoked

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=digitalSignature
ExtendedUsage=clientAuth

[Names]
Subject=common-name
Alternative=DNS;IP;URI;email

[Validity]
DefaultDays=365
MaxDays=3650

[Addresses]
Crl=http://crl.lab.example/{issuer}.crl
Ocsp=http://ocsp.lab.example/
