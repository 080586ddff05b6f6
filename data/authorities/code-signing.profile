[Profile]
Title=Code signing
Source=RFC 5280 section 4.2.1.12 (id-kp-codeSigning) with section 4.2.1.3: signs firmware, and can prove nobody's identity in TLS

[Key]
Algorithms=P-256;P-384;P-521;RSA
Usage=digitalSignature
ExtendedUsage=codeSigning
SubjectKeyIdentifier=true

[Names]
Subject=any

[Validity]
DefaultDays=365
MaxDays=3650
