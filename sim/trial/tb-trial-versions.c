/* tb-trial-versions: which versions of TLS, key exchanges and keys a trial can have. */
#include "tb-trial-tables.h"

#include <glib/gi18n-lib.h>

const TbTrialVersion tb_trial_versions[] = {
  { { "1.3", N_("TLS 1.3"), N_("One round trip; certificates are encrypted, and every exchange is ephemeral (RFC 9846).") }, 0x0304, 0x0303 },
  { { "1.2", N_("TLS 1.2"), N_("Two round trips; certificates travel in the open, and the secret may be sent under the server's key (RFC 5246, obsolete).") },
    0x0303, 0x0304 },
  { { "dtls-1.2", N_("DTLS 1.2"), N_("TLS 1.2 in datagrams that may get lost: they are numbered, cut to fit, and sent again when a timer runs out (RFC 6347).") },
    0xfefd, 0 },
};

const guint tb_trial_n_versions = G_N_ELEMENTS (tb_trial_versions);

/* In TLS 1.2 the curves of certificates have to be among the groups (RFC 8422 section 5.1.1). */
const TbTrialExchange tb_trial_exchanges[] = {
  { { "p256", N_("ECDHE, P-256"), N_("Both make a key pair on the NIST curve P-256 for this handshake alone.") },
    "P-256", "P-256:P-384:P-521", "X25519:P-256", NULL },
  { { "p384", N_("ECDHE, P-384"), N_("The same on the larger curve P-384: 192 bits of strength, and several times the work.") },
    "P-384", "P-384:P-256:P-521", "P-256:P-384", NULL },
  { { "x25519", N_("ECDHE, X25519"), N_("A key pair each on Curve25519: 32 bytes long, and always the same work, whatever the key (RFC 7748).") },
    "X25519", "X25519:P-256:P-384:P-521", "P-256:X25519", NULL },
  { { "x25519mlkem768", N_("X25519 with ML-KEM-768"),
      N_("Two agreements in one, against those who record now and have a quantum computer later: 1216 bytes from the client, 1120 from the server (FIPS 203).") },
    "X25519MLKEM768", NULL, "X25519:X25519MLKEM768", "the client's share is 1216 bytes long and the server's 1120 (FIPS 203, RFC 10024)" },
  { { "rsa", N_("RSA key transport"),
      N_("TLS 1.2 only: the client encrypts the secret to the server's key, so that whoever gets that key later reads everything (deprecated by RFC 10015).") },
    NULL, "P-256:P-384:P-521", NULL, NULL },
};

const guint tb_trial_n_exchanges = G_N_ELEMENTS (tb_trial_exchanges);

const TbTrialKey tb_trial_keys[] = {
  { { "p256", N_("ECDSA, P-256"), N_("Signatures of 72 bytes, quick to make and slower to check; 128 bits of strength.") }, TB_KEY_P256 },
  { { "p384", N_("ECDSA, P-384"), N_("Signatures of 104 bytes, several times the work of P-256; 192 bits of strength.") }, TB_KEY_P384 },
  { { "p521", N_("ECDSA, P-521"), N_("Signatures of 139 bytes, the most work of the curves here; 256 bits of strength.") }, TB_KEY_P521 },
  { { "ed25519", N_("Ed25519"), N_("Signatures of 64 bytes that need no random number; 128 bits of strength (RFC 8410).") }, TB_KEY_ED25519 },
  { { "rsa2048", N_("RSA, 2048 bits"), N_("Signatures of 256 bytes, slow to make and quick to check; 112 bits of strength.") }, TB_KEY_RSA2048 },
  { { "rsa3072", N_("RSA, 3072 bits"), N_("Signatures of 384 bytes, slower still to make; 128 bits of strength.") }, TB_KEY_RSA3072 },
  { { "rsa4096", N_("RSA, 4096 bits"), N_("Signatures of 512 bytes; a key of this kind takes seconds to make, and a small device seconds to use.") }, TB_KEY_RSA4096 },
};

const guint tb_trial_n_keys = G_N_ELEMENTS (tb_trial_keys);
