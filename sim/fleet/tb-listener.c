/* tb-listener: who asks whether others were revoked, and what they have heard so far: brokers about their clients, devices about their broker.
 *
 * A broker's authority is its own, a device's is that of its broker. Lists come by themselves when they are published, to whoever is on; a device that was
 * off fetches the newest when it is switched on. */
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

static void
told_free (gpointer data)
{
  TbTold *told = data;

  tb_ocsp_response_unref (told->response);
  g_free (told);
}

void
tb_listener_free (gpointer data)
{
  TbListener *listener = data;

  g_ptr_array_unref (listener->crls);
  g_hash_table_unref (listener->told);
  g_free (listener);
}

/* It knows nothing of anybody to begin with. */
TbListener *
tb_listener_get (TbWorld *world, guint32 object)
{
  TbListener *listener = g_hash_table_lookup (world->listeners, GUINT_TO_POINTER (object));

  if (listener != NULL)
    return listener;
  listener = g_new0 (TbListener, 1);
  listener->crls = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);
  listener->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, told_free);
  g_hash_table_insert (world->listeners, GUINT_TO_POINTER (object), listener);
  return listener;
}

static gboolean
is_broker (TbWorld *world, guint32 object)
{
  return tb_fleet_get_role (world->fleet, object) == TB_ROLE_BROKER;
}

/* Returns: whose lists and answers it goes by, TB_NOBODY for nobody's */
guint32
tb_listener_get_authority (TbWorld *world, guint32 object)
{
  guint32 broker = is_broker (world, object) ? object : tb_state_get_service (world->state, object);

  return broker != TB_NOBODY ? tb_fleet_group_of (world->fleet, broker)->authority : TB_NOBODY;
}

/* --- what it keeps --- */

/* A full list takes the place of all there was, a delta list goes with the full one. What handshakes under way go by does not change. */
void
tb_listener_keep_list (TbListener *listener, TbCrl *crl)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);

  if (tb_crl_get_base_number (crl) != NULL && listener->crls->len > 0)
    g_ptr_array_add (lists, tb_crl_ref (g_ptr_array_index (listener->crls, 0)));
  g_ptr_array_add (lists, tb_crl_ref (crl));
  g_ptr_array_unref (listener->crls);
  listener->crls = lists;
}

void
tb_listener_keep_answer (TbListener *listener, const char *serial, const TbInquiry *inquiry)
{
  TbTold *told = g_new0 (TbTold, 1);

  told->response = tb_ocsp_response_ref (inquiry->answer);
  told->until_us = inquiry->until_us;
  g_hash_table_replace (listener->told, g_strdup (serial), told);
}

/* Returns: (nullable): what it was told about that certificate and may still go by */
TbOcspResponse *
tb_listener_find_fresh (TbWorld *world, guint32 object, const char *serial)
{
  const TbTold *told = g_hash_table_lookup (tb_listener_get (world, object)->told, serial);

  return told != NULL && tb_world_unix_us (world) < told->until_us ? told->response : NULL;
}

/* --- lists --- */

static gboolean
reads (TbRevocationCheck check, TbListKind kind)
{
  return check == TB_CHECK_DELTA || (check == TB_CHECK_CRL && kind == TB_LIST_FULL);
}

static gboolean
is_reader (TbWorld *world, guint32 object, guint32 authority, TbListKind kind)
{
  return reads ((TbRevocationCheck) tb_state_get (world->state, object)->check, kind) && tb_listener_get_authority (world, object) == authority
         && tb_world_is_on (world, object);
}

static gboolean
is_device (const TbGroup *group)
{
  return group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY;
}

/* Full lists everybody fetches who goes by lists, the others who makes use of them. */
void
tb_listener_wake (TbWorld *world, guint32 authority, TbListKind kind)
{
  for (guint g = 0; g < tb_fleet_get_n_groups (world->fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (world->fleet, g);
      gboolean may_read = group->role == TB_ROLE_BROKER || (world->n_list_readers > 0 && is_device (group));

      for (guint32 i = group->first; may_read && i < group->first + group->count; i++)
        if (is_reader (world, i, authority, kind))
          tb_world_push (world, TB_FETCH_LAG_US, TB_EVENT_CRL_WANTED, i, kind);
    }
}

/* A device that goes by lists fetches the newest there are: it has just begun to, or was off. */
void
tb_listener_fetch (TbWorld *world, guint32 object)
{
  guint32 authority = tb_listener_get_authority (world, object);
  const TbService *publisher = authority != TB_NOBODY ? tb_service_get (world, authority) : NULL;

  if (publisher == NULL || publisher->n_crls == 0 || !is_reader (world, object, authority, TB_LIST_FULL))
    return;
  tb_world_push (world, 0, TB_EVENT_CRL_WANTED, object, TB_LIST_FULL);
  if (is_reader (world, object, authority, TB_LIST_DELTA) && publisher->delta_us > publisher->full_us)
    tb_world_push (world, TB_FETCH_LAG_US, TB_EVENT_CRL_WANTED, object, TB_LIST_DELTA);
}

static gboolean
is_by_list (guint8 check)
{
  return check == TB_CHECK_CRL || check == TB_CHECK_DELTA;
}

void
tb_listener_set_up (TbWorld *world)
{
  for (guint g = 0; g < tb_fleet_get_n_groups (world->fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (world->fleet, g);

      if (is_device (group) && is_by_list ((guint8) group->revocation))
        world->n_list_readers += group->count;
    }
}

/* --- orders --- */

/* Returns: (nullable): why @authority is no help to whoever wants to check that way */
static const char *
find_lack (TbWorld *world, guint32 authority, TbRevocationCheck check)
{
  const TbGroup *group = authority != TB_NOBODY ? tb_fleet_group_of (world->fleet, authority) : NULL;

  if (check == TB_CHECK_NONE)
    return NULL;
  if (group == NULL)
    return N_("talks to nobody who has a certificate in this scenario, so there is nothing to check");
  if (check == TB_CHECK_CRL && group->crl_interval_us == 0)
    return N_("cannot go by lists: its authority publishes none in this scenario");
  if (check == TB_CHECK_DELTA && group->delta_interval_us == 0)
    return N_("cannot go by delta lists: its authority publishes none in this scenario");
  return check == TB_CHECK_OCSP && group->ocsp_validity_us == 0 ? N_("cannot ask a responder: its authority has none in this scenario") : NULL;
}

static const char *
find_hindrance (TbWorld *world, guint32 object, TbRevocationCheck check)
{
  TbRole role = tb_fleet_get_role (world->fleet, object);

  if (role != TB_ROLE_DEVICE && role != TB_ROLE_GATEWAY && role != TB_ROLE_BROKER)
    return N_("checks nobody's certificate; name a device, a gateway or a broker");
  if (role == TB_ROLE_BROKER && check == TB_CHECK_STAPLE)
    return N_("is a server: its clients staple nothing, choose crl, delta or ocsp");
  if (role == TB_ROLE_BROKER && check != TB_CHECK_NONE && !tb_state_get (world->state, object)->demands_certificate)
    return N_("sees nobody's certificate, so there is nothing to check; let it demand certificates first");
  return find_lack (world, tb_listener_get_authority (world, object), check);
}

static gboolean
change (TbWorld *world, guint32 object, TbRevocationCheck check, gboolean refuses_unknown)
{
  const TbObjectState *state = tb_state_get (world->state, object);

  if (state->check == check && state->refuses_unknown == (refuses_unknown != FALSE))
    return FALSE;
  if (!is_broker (world, object))
    world->n_list_readers += (guint32) is_by_list ((guint8) check) - (guint32) is_by_list (state->check);
  tb_world_record (world, TB_RECORD_CHECK_CHANGED, object, TB_NOBODY, 0, (guint16) check | (refuses_unknown ? TB_CHECK_HARD : 0), TB_NO_PAYLOAD);
  tb_listener_fetch (world, object);
  return TRUE;
}

/**
 * tb_world_check_revocation:
 * @world: a world
 * @whom: devices, gateways or a broker
 * @check: how they find out from now on whether a certificate that is shown to them was revoked
 * @refuses_unknown: whether they refuse when they cannot (hard-fail), or go on (soft-fail)
 * @error: return location
 *
 * What is open stays open. Devices go by lists and the responder of their broker's authority.
 *
 * Returns: %FALSE with the reason when it is of no use to them, or when it is so already
 */
gboolean
tb_world_check_revocation (TbWorld *world, const TbDevices *whom, TbRevocationCheck check, gboolean refuses_unknown, GError **error)
{
  const char *why = find_hindrance (world, whom->first, check);
  guint n = 0;

  if (why != NULL)
    return tb_world_refuse (world, whom->first, error, why);
  for (guint32 i = whom->first; i < whom->first + whom->count; i++)
    n += change (world, i, check, refuses_unknown && check != TB_CHECK_NONE);
  return n > 0 || tb_world_refuse (world, whom->first, error, whom->count > 1 ? N_("and its group check that way already") : N_("checks that way already"));
}
