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
};

const guint tb_trial_n_attacks = G_N_ELEMENTS (tb_trial_attacks);
