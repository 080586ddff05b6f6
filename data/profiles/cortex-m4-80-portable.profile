[Device]
Title=Cortex-M4, 80 MHz, portable C
Class=C3 (assumed)
Source=wolfSSL STM32_Benchmarks
RamBytes=0
FlashBytes=0

[P-256]
SignUs=457000
VerifyUs=306000
AgreeUs=452000
KeyGenerationUs=452000

[RSA-2048]
PublicUs=44000
PrivateUs=2822000

[AES-128-GCM]
BytesPerSecond=313344

# The Ed25519 and X25519 figures of the same page and board; the small variant of the code.
[Ed25519]
SignUs=717500
VerifyUs=1474500

[X25519]
AgreeUs=692000
KeyGenerationUs=696000
