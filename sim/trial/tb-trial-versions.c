/* tb-trial-versions: which versions of TLS, key exchanges and keys a trial can have. */
#include "tb-trial-tables.h"

#include <glib/gi18n-lib.h>

const TbTrialVersion tb_trial_versions[] = {
  { { "1.3", N_("TLS 1.3"), N_("One round trip; certificates are encrypted, and every exchange is ephemeral (RFC 9846).") }, 0x0304 },
  { { "dtls-1.2", N_("DTLS 1.2"), N_("TLS 1.2 in datagrams that may get lost: they are numbered, cut to fit, and sent again when a timer runs out (RFC 6347).") }, 0xfefd },
};

const guint tb_trial_n_versions = G_N_ELEMENTS (tb_trial_versions);

const TbTrialExchange tb_trial_exchanges[] = {
  { { "p256", N_("ECDHE, P-256"), N_("Both make a key pair on the NIST curve P-256 for this handshake alone.") }, "P-256", FALSE, FALSE },
};

const guint tb_trial_n_exchanges = G_N_ELEMENTS (tb_trial_exchanges);

const TbTrialKey tb_trial_keys[] = {
  { { "p256", N_("ECDSA, P-256"), N_("Signatures of 72 bytes, quick to make and slower to check; 128 bits of strength.") }, TB_KEY_P256 },
  { { "rsa2048", N_("RSA, 2048 bits"), N_("Signatures of 256 bytes, slow to make and quick to check; 112 bits of strength.") }, TB_KEY_RSA2048 },
  { { "rsa3072", N_("RSA, 3072 bits"), N_("Signatures of 384 bytes, slower still to make; 128 bits of strength.") }, TB_KEY_RSA3072 },
};

const guint tb_trial_n_keys = G_N_ELEMENTS (tb_trial_keys);
