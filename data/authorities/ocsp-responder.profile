[Profile]
Title=OCSP responder
Source=RFC 6960 section 4.2.2.2: delegated by the authority it answers for; short-lived, since nobody asks whether it was revoked

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=digitalSignature
ExtendedUsage=OCSPSigning
SubjectKeyIdentifier=true

[Names]
Subject=any

[Validity]
DefaultDays=30
MaxDays=397

[Extensions]
OcspNoCheck=true
