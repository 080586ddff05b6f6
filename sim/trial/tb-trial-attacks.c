/* tb-trial-attacks: who can be on the path between the two, and what gives him a certificate for the server's name. */
#include "tb-trial-tables.h"

#include <glib/gi18n-lib.h>

const TbTrialAttack tb_trial_attacks[] = {
  { { "own-root", N_("Attacker with a root of his own"), N_("The attacker vouches for himself; a client that looks at certificates at all refuses him.") },
    TB_ATTACKER_OWN, "Mallory Root" },
  { { "rogue-authority", N_("Rogue authority"), N_("An authority in the client's trust store gives the attacker a certificate for the server's name.") },
    TB_ATTACKER_TRUSTED, "Partner Root" },
  { { "mis-issued", N_("Mis-issued certificate"),
      N_("An authority below the client's own root gives the attacker a certificate for the server's name, by mistake.") },
    TB_ATTACKER_BELOW, "Lab Guests" },
  { { "downgrade", N_("Downgrade"),
      N_("The attacker leaves TLS 1.3 out of what the client offers. The server marks its random number, and the client that looks refuses.") },
    TB_ATTACKER_UNCERTIFIED, NULL, TB_TOUCH_VERSIONS },
  { { "weaker-exchange", N_("Weaker exchange"),
      N_("The attacker leaves RSA key transport alone among the suites of a TLS 1.2 client. The keys of the two come from other hellos, so that the Finished tells.") },
    TB_ATTACKER_UNCERTIFIED, NULL, TB_TOUCH_SUITES, "1.2", "rsa2048" },
  { { "fallback", N_("Fallback"),
      N_("The attacker cuts the first try off, and the client tries TLS 1.2 by itself. Nobody notices, unless the client says so with TLS_FALLBACK_SCSV.") },
    TB_ATTACKER_UNCERTIFIED, NULL, TB_TOUCH_FIRST_TRY },
};

const guint tb_trial_n_attacks = G_N_ELEMENTS (tb_trial_attacks);
