/* tb-provision: which provisions of standards a fleet is held to: their words alone, by which commands and journals name them. What each asks for is said in sim/comply. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_PROVISION_TABLE(X) \
  X (UNIQUE_PASSWORDS,  "unique-passwords") \
  X (TIMELY_UPDATES,    "timely-updates") \
  X (VERIFIED_UPDATES,  "verified-updates") \
  X (STORED_KEYS,       "stored-keys") \
  X (OWN_KEYS,          "own-keys") \
  X (PROTECTED_TALK,    "protected-talk") \
  X (VERIFIED_PEERS,    "verified-peers") \
  X (MANAGED_BY_PROOF,  "managed-by-proof") \
  X (HIDDEN_PASSWORDS,  "hidden-passwords") \
  X (CLOSED_DOORS,      "closed-doors") \
  X (KEY_STRENGTH,      "key-strength") \
  X (CRYPTOPERIOD,      "cryptoperiod") \
  X (COMPROMISED_KEYS,  "compromised-keys") \
  X (IN_TIME,           "in-time") \
  X (NOT_REVOKED,       "not-revoked") \
  X (FRESH_LISTS,       "fresh-lists") \
  X (WELL_FORMED,       "well-formed") \
  X (IOT_PROFILE,       "iot-profile") \
  X (FACTORY_IDENTITY,  "factory-identity") \
  X (LOCAL_IDENTITY,    "local-identity")

/**
 * TbProvision:
 *
 * In the order in which they are shown; numbers are stable within one version of the engine.
 */
typedef enum
{
#define X(id, code) TB_PROVISION_##id,
  TB_PROVISION_TABLE (X)
#undef X
  TB_N_PROVISIONS
} TbProvision;

extern const char *const tb_provision_codes[TB_N_PROVISIONS + 1];   /* NULL at the end */

gboolean tb_provision_from_code (const char *code, TbProvision *provision);

G_END_DECLS
