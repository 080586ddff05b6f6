/* tb-codes-private: the words in which tables tell what the engine knows as numbers, where nothing else of the engine has words for them. They are those of
 * scenarios and commands. */
#pragma once

#include "tb-fleet.h"
#include "tb-state.h"

G_BEGIN_DECLS

extern const char *const tb_role_codes[TB_N_ROLES];
extern const char *const tb_credential_codes[];      /* by TbCredential */
extern const char *const tb_management_codes[];      /* by TbManagement */
extern const char *const tb_check_codes[];           /* by TbRevocationCheck */
extern const char *const tb_misconfiguration_codes[]; /* by TbMisconfiguration */

G_END_DECLS
