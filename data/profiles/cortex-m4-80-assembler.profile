[Device]
Title=Cortex-M4, 80 MHz, assembler and AES hardware
Class=C3 (assumed)
Source=wolfSSL STM32_Benchmarks
RamBytes=0
FlashBytes=0

[P-256]
SignUs=42500
VerifyUs=94000
AgreeUs=69000
KeyGenerationUs=31250

[RSA-2048]
PublicUs=28000
PrivateUs=1008000

[AES-128-GCM]
BytesPerSecond=3879731

# The P-384, Ed25519 and X25519 figures of the same page and board.
[P-384]
SignUs=152875
VerifyUs=347000
AgreeUs=265750
KeyGenerationUs=123200

[Ed25519]
SignUs=16047
VerifyUs=36571

[X25519]
AgreeUs=31625
KeyGenerationUs=31969
