/* tb-object-state: what follows from the state of one object, and the codes of states; see tb-state.h. */
#include "tb-state.h"

static const char *const identity_codes[] = { "none", "enrolling", "valid", "renewing", "expiring", "expired", "revoked", "lost" };
static const char *const health_codes[] = { "off", "healthy", "exposed", "tampered", "infected", "captured", "quarantined" };
static const char *const census_codes[] = { "protected", "vulnerable", "infected", "cleaned" };

G_STATIC_ASSERT (G_N_ELEMENTS (identity_codes) == TB_IDENTITY_N_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (health_codes) == TB_HEALTH_N_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (census_codes) == TB_N_CENSUS);

/**
 * tb_object_state_get_reports:
 * @object: state of an object
 * @time_us: the time of that state
 *
 * Returns: how many reports of the present series have left by then
 */
guint64
tb_object_state_get_reports (const TbObjectState *object, gint64 time_us)
{
  if (object->report_interval_us <= 0 || time_us < object->report_first_us)
    return 0;
  return (guint64) ((time_us - object->report_first_us) / object->report_interval_us) + 1;
}

/**
 * tb_object_state_get_bytes:
 * @object: state of an object
 * @is_protected: inside TLS, or in the clear
 * @time_us: the time of that state
 *
 * Returns: bytes of application messages it has put on the wire so far
 */
guint64
tb_object_state_get_bytes (const TbObjectState *object, gboolean is_protected, gint64 time_us)
{
  guint64 bytes = object->bytes_before[is_protected ? 1 : 0];

  if (object->report_protected == (is_protected ? 1 : 0))
    bytes += tb_object_state_get_reports (object, time_us) * object->report_bytes;
  return bytes;
}

/**
 * tb_state_get_trusted:
 * @state: a state
 * @object: an object
 *
 * Returns: bit i says that @object trusts the root number i
 */
guint64
tb_state_get_trusted (const TbState *state, guint32 object)
{
  return tb_anchors_get_trusted (tb_state_get_anchors (state), tb_state_get (state, object)->anchors_changed);
}

/**
 * tb_identity_state_to_code:
 * @state: a state
 *
 * Returns: its stable code
 */
const char *
tb_identity_state_to_code (TbIdentityState state)
{
  return identity_codes[state];
}

/**
 * tb_health_to_code:
 * @health: a health
 *
 * Returns: its stable code
 */
const char *
tb_health_to_code (TbHealth health)
{
  return health_codes[health];
}

/**
 * tb_census_to_code:
 * @census: how a device is
 *
 * Returns: its stable code
 */
const char *
tb_census_to_code (TbCensus census)
{
  return census_codes[census];
}
