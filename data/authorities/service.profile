[Profile]
Title=Service
Source=RFC 7925 section 4.4.1; names in subjectAltName as RFC 9525 asks

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=digitalSignature
ExtendedUsage=serverAuth

[Names]
Subject=common-name
Alternative=DNS;IP;URI;email

[Validity]
DefaultDays=90
MaxDays=3650
