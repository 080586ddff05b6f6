[Profile]
Title=Service that must staple
Source=RFC 7633 section 4 with RFC 7925 section 4.4.1: whoever shows the certificate without fresh word that it was not revoked is refused

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

[Addresses]
Ocsp=http://ocsp.lab.example/

[Extensions]
MustStaple=true
