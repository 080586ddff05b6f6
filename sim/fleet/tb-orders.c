/* tb-orders: what people may tell the engine to do, and when it says no. Each order is checked against the state at the moment it applies. */
#include "tb-enrolment-private.h"

/* The one way in which an order about one object is refused: its name, and why. Returns: %FALSE */
gboolean
tb_world_refuse (TbWorld *world, guint32 object, GError **error, const char *why)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, object);

  g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s %s", name, why);
  return FALSE;
}

static gboolean
acts_by_itself (TbWorld *world, guint32 device)
{
  TbRole role = tb_fleet_get_role (world->fleet, device);

  return role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY;
}

static gboolean
is_there (TbWorld *world, guint32 device, GError **error)
{
  if (!acts_by_itself (world, device))
    return tb_world_refuse (world, device, error, N_("is no device; name a device or a gateway"));
  if (!tb_world_is_on (world, device))
    return tb_world_refuse (world, device, error, N_("is switched off; switch it on first"));
  if (tb_state_get (world->state, device)->is_quarantined || tb_state_get (world->state, device)->is_barred)
    return tb_world_refuse (world, device, error, N_("is in quarantine or barred; lift that first"));
  return TRUE;
}

static gboolean
is_idle (TbWorld *world, guint32 device, GError **error)
{
  const TbActor *actor = &world->actors[device];

  if (actor->session != NULL || actor->enrolment != NULL || actor->connecting != TB_NOBODY)
    return tb_world_refuse (world, device, error, N_("is in the middle of a handshake or an enrolment; try again in a moment"));
  return TRUE;
}

static gboolean
is_ready (TbWorld *world, guint32 device, GError **error)
{
  return is_there (world, device, error) && is_idle (world, device, error);
}

/**
 * tb_world_power:
 * @world: a world
 * @device: a device or gateway
 * @on: whether to switch it on or off
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is so already
 */
gboolean
tb_world_power (TbWorld *world, guint32 device, gboolean on, GError **error)
{
  if (!acts_by_itself (world, device))
    return tb_world_refuse (world, device, error, N_("cannot be switched; name a device or a gateway"));
  if (tb_world_is_on (world, device) == on)
    return tb_world_refuse (world, device, error, on ? N_("is on already") : N_("is off already"));
  if (on)
    tb_lifecycle_switch_on (world, device);
  else
    tb_lifecycle_switch_off (world, device, FALSE);
  return TRUE;
}

static gboolean
may_begin_anew (TbWorld *world, guint32 device)
{
  guint8 identity = tb_state_get (world->state, device)->identity;

  return identity == TB_IDENTITY_NONE || identity == TB_IDENTITY_ENROLLING || identity == TB_IDENTITY_EXPIRED || identity == TB_IDENTITY_REVOKED
         || world->actors[device].enrols_anew;
}

/**
 * tb_world_enrol:
 * @world: a world
 * @device: a device without a certificate in force, or with one that is revoked, or one that is captured, which then is as it left the factory
 * @error: return location
 *
 * Lets it ask at once. One that is in the middle of trying something by itself finishes that, and when it has not come by a certificate with it asks then, however
 * long it would have waited otherwise.
 *
 * Returns: %FALSE with the reason when it cannot ask for its first certificate
 */
gboolean
tb_world_enrol (TbWorld *world, guint32 device, GError **error)
{
  gboolean is_captured = world->actors[device].captor != TB_NOBODY;

  if (!is_there (world, device, error) || (is_captured && !is_idle (world, device, error)))
    return FALSE;
  if (tb_fleet_group_of (world->fleet, device)->authority == TB_NOBODY)
    return tb_world_refuse (world, device, error, N_("belongs to no authority in this scenario, so there is nobody to ask"));
  if (is_captured)
    tb_bootstrap_set_free (world, device);
  if (!may_begin_anew (world, device))
    return tb_world_refuse (world, device, error, N_("has a certificate; renew it instead"));
  tb_lifecycle_enrol_anew (world, device);
  return TRUE;
}

/**
 * tb_world_renew:
 * @world: a world
 * @device: a device with a certificate in force; or a broker, which gets a new key with it, also when the one it has is revoked
 * @error: return location
 *
 * Returns: %FALSE with the reason when it cannot renew now
 */
gboolean
tb_world_renew (TbWorld *world, guint32 device, GError **error)
{
  guint8 identity = tb_state_get (world->state, device)->identity;

  if (tb_fleet_get_role (world->fleet, device) == TB_ROLE_BROKER)
    return tb_rekey_order (world, device, error);
  if (!is_ready (world, device, error))
    return FALSE;
  if (world->actors[device].identity == NULL || identity == TB_IDENTITY_EXPIRED)
    return tb_world_refuse (world, device, error, N_("has no certificate in force to renew; enrol it instead"));
  /* Nobody takes what it has: somebody who stands beside it lets it begin again. */
  if (world->actors[device].enrols_anew)
    {
      tb_lifecycle_enrol_anew (world, device);
      return TRUE;
    }
  world->actors[device].renewal_missed = TRUE;
  tb_lifecycle_begin (world, device, TB_CAUSE_ORDERED);
  return TRUE;
}

/**
 * tb_world_connect:
 * @world: a world
 * @device: a device
 * @service: a broker, or %TB_NOBODY for its own
 * @error: return location
 *
 * Lets @device try; whether it may is for the broker to say.
 *
 * Returns: %FALSE with the reason when it cannot even try now
 */
gboolean
tb_world_connect (TbWorld *world, guint32 device, guint32 service, GError **error)
{
  if (service == TB_NOBODY)
    service = tb_state_get_service (world->state, device);
  if (!is_ready (world, device, error))
    return FALSE;
  if (service == TB_NOBODY || tb_fleet_get_role (world->fleet, service) != TB_ROLE_BROKER)
    return tb_world_refuse (world, device, error, N_("can connect to brokers only; say which with to="));
  if (tb_service_get (world, service)->identity != NULL)
    tb_session_start (world, device, service, TB_SESSION_CONNECT, TRUE);
  else
    tb_broker_open (world, device, service);
  return TRUE;
}

/**
 * tb_world_disconnect:
 * @world: a world
 * @device: a device
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is not connected
 */
gboolean
tb_world_disconnect (TbWorld *world, guint32 device, GError **error)
{
  if (!is_ready (world, device, error))
    return FALSE;
  if (world->actors[device].open_service == TB_NOBODY)
    return tb_world_refuse (world, device, error, N_("is not connected to a broker"));
  tb_broker_close (world, device);
  return TRUE;
}

/**
 * tb_world_publish:
 * @world: a world
 * @device: a connected device
 * @topic: an MQTT topic
 * @message: what to say
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is not connected
 */
gboolean
tb_world_publish (TbWorld *world, guint32 device, const char *topic, const char *message, GError **error)
{
  if (!is_ready (world, device, error))
    return FALSE;
  if (world->actors[device].open_service == TB_NOBODY)
    return tb_world_refuse (world, device, error, N_("is not connected to a broker; connect it first"));
  tb_broker_publish (world, device, topic, message);
  return TRUE;
}

/**
 * tb_world_report:
 * @world: a world
 * @device: a connected device
 * @interval_us: between reports from now on, 0 for none
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is not connected
 */
gboolean
tb_world_report (TbWorld *world, guint32 device, gint64 interval_us, GError **error)
{
  if (!is_ready (world, device, error))
    return FALSE;
  if (world->actors[device].open_service == TB_NOBODY)
    return tb_world_refuse (world, device, error, N_("is not connected to a broker; connect it first"));
  tb_broker_set_interval (world, device, interval_us);
  return TRUE;
}
