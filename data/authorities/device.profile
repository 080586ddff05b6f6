[Profile]
Title=Device
Source=RFC 7925 section 4.4.2; no revocation addresses and no subject key identifier, as the TLS 1.3 profile for IoT (draft) has it

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=digitalSignature
ExtendedUsage=clientAuth

[Names]
Subject=common-name
Alternative=DNS;IP;URI;email

[Validity]
DefaultDays=90
MaxDays=3650
