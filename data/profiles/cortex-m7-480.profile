[Device]
Title=Cortex-M7, 480 MHz, assembler
Class=C4 (assumed)
Source=wolfSSL STM32_Benchmarks
RamBytes=0
FlashBytes=0

[P-256]
SignUs=1900
VerifyUs=3500
AgreeUs=2200
KeyGenerationUs=1018

[RSA-2048]
PublicUs=2000
PrivateUs=73000

[AES-128-GCM]
BytesPerSecond=8808038

# The Ed25519 and X25519 figures of the same page and board.
[Ed25519]
SignUs=583
VerifyUs=1160

[X25519]
AgreeUs=874
KeyGenerationUs=899
