/* tb-codes: see the header. */
#include "tb-codes-private.h"

const char *const tb_role_codes[TB_N_ROLES] = {
  [TB_ROLE_DEVICE] = "device",
  [TB_ROLE_GATEWAY] = "gateway",
  [TB_ROLE_BROKER] = "broker",
  [TB_ROLE_AUTHORITY] = "authority",
  [TB_ROLE_EAVESDROPPER] = "eavesdropper",
  [TB_ROLE_ATTACKER] = "attacker",
  [TB_ROLE_SERVICE] = "service",
};

const char *const tb_credential_codes[] = { "factory", "unique", "none" };
const char *const tb_management_codes[] = { "open", "mutual-tls", "off" };
const char *const tb_check_codes[] = { "none", "crl", "ocsp", "delta", "staple" };
const char *const tb_misconfiguration_codes[] = { "none", "san", "eku", "chain" };

G_STATIC_ASSERT (TB_CREDENTIAL_NONE == 2 && TB_MANAGEMENT_OFF == 2 && TB_CHECK_STAPLE == 4 && TB_MISCONFIGURED_CHAIN == 3);
