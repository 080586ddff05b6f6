/* tb-thief: somebody has copied a device's key and renews its certificate with it, whenever that is due.
 *
 * For the authority he is the device as long as the policy asks for nothing but the certificate in force and its key. He has neither the identity of the
 * factory nor the key store's own key. What he computes with is another object of the fleet, which has no authority itself. */
#include "tb-enrolment-private.h"

#include <string.h>

/* One who is busy with something else finishes that first. */
#define BUSY_US (10 * TB_US_PER_SECOND)

/* Whoever is refused tries so often within a lifetime, until what he has copied has ended. */
#define TRIES 8

gboolean
tb_thief_is (TbWorld *world, guint32 object)
{
  return world->actors[object].victim != TB_NOBODY;
}

/* Returns: who has a copy of its key, TB_NOBODY for nobody */
guint32
tb_thief_find (TbWorld *world, guint32 device)
{
  guint32 thief = tb_state_get (world->state, device)->thief;

  return thief != TB_NOBODY && world->actors[thief].victim == device ? thief : TB_NOBODY;
}

static gint64
not_after_us (TbWorld *world, guint32 thief)
{
  return tb_certificate_get_not_after_us (tb_identity_get_certificate (world->actors[thief].identity));
}

/* Only the latest plan counts. */
static void
plan (TbWorld *world, guint32 thief, gint64 delay_us)
{
  tb_world_push (world, delay_us, TB_EVENT_THIEF_DUE, thief, ++world->actors[thief].renewal_plan);
}

/* He renews when the device would, by the policy of its group. */
static void
take (TbWorld *world, guint32 thief, TbIdentity *identity)
{
  TbActor *actor = &world->actors[thief];
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  gint64 issued_us = tb_certificate_get_not_before_us (certificate) + TB_CERTIFICATE_BACKDATE_US, now_us = tb_world_unix_us (world), due_us;
  TbStream stream;

  g_clear_pointer (&actor->identity, tb_identity_unref);
  actor->identity = tb_identity_ref (identity);
  actor->certificate_number++;
  tb_stream_initf (&stream, world->seed, "thief/%u/%u", thief, actor->certificate_number);
  due_us = tb_enrol_policy_get_renewal_us (tb_policy_of (world, actor->victim), issued_us, not_after_us (world, thief), tb_stream_next (&stream));
  plan (world, thief, due_us - now_us);
  tb_world_push (world, not_after_us (world, thief) - now_us, TB_EVENT_EXPIRES, thief, actor->certificate_number);
}

void
tb_thief_due (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];

  if (actor->identity == NULL || event->value != actor->renewal_plan || tb_world_unix_us (world) >= not_after_us (world, event->subject))
    return;
  if (!tb_world_is_on (world, event->subject) || actor->enrolment != NULL || actor->session != NULL || actor->connecting != TB_NOBODY)
    {
      plan (world, event->subject, BUSY_US);
      return;
    }
  actor->cause = TB_CAUSE_DUE;
  tb_enrolment_begin (world, event->subject, TRUE);
  plan (world, event->subject, tb_policy_of (world, actor->victim)->lifetime_us / TRIES); /* in case that he is switched off meanwhile */
}

void
tb_thief_install (TbWorld *world, guint32 thief, TbIdentity *identity)
{
  TbActor *actor = &world->actors[thief];
  guint32 authority = tb_fleet_group_of (world->fleet, actor->victim)->authority;
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  g_autoptr (TbIdentity) whole = tb_identity_new (tb_identity_get_key (identity), certificate,
                                                  tb_authority_get_intermediates (tb_service_get (world, authority)->authority));
  gint64 until_us = tb_certificate_get_not_after_us (certificate) - world->start_unix_us;
  guint32 payload = tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate)));

  tb_world_record (world, TB_RECORD_CERTIFICATE_INSTALLED, thief, authority, until_us, 0, payload);
  tb_world_record (world, TB_RECORD_THIEF_RENEWED, actor->victim, thief, until_us, 0, payload);
  take (world, thief, whole);
}

void
tb_thief_refused (TbWorld *world, guint32 thief, const char *reason)
{
  guint32 victim = world->actors[thief].victim;

  tb_world_record (world, TB_RECORD_ENROLMENT_REFUSED, thief, tb_fleet_group_of (world->fleet, victim)->authority, 0, TRUE,
                   tb_world_add_payload (world, g_bytes_new (reason, strlen (reason))));
  plan (world, thief, tb_policy_of (world, victim)->lifetime_us / TRIES);
}

/* --- the theft --- */

/* Returns: (nullable): why there is nothing to copy, or no use in it */
static const char *
find_hindrance (TbWorld *world, guint32 device)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, device);
  const TbActor *actor = &world->actors[device];

  if ((group->role != TB_ROLE_DEVICE && group->role != TB_ROLE_GATEWAY) || group->authority == TB_NOBODY || actor->captor != TB_NOBODY)
    return N_("has no certificate of an authority in this scenario; name a device that has one");
  if (!tb_key_store_get_info (group->key_store)->can_export)
    return N_("keeps its key in a chip that does not give it away: there is nothing to copy");
  if (actor->identity == NULL || tb_state_get (world->state, device)->identity == TB_IDENTITY_EXPIRED)
    return N_("has no certificate in force, so its key is of no use");
  if (tb_policy_of (world, device)->protocol == TB_ENROL_ACME)
    return N_("renews by ACME, which asks for the name to be proven and not for the old key: a copy of it gets nobody a certificate");
  return tb_thief_find (world, device) != TB_NOBODY ? N_("has lost its key to a thief already") : NULL;
}

static gboolean
can_steal (TbWorld *world, guint32 thief, GError **error)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, thief);
  gboolean is_outside = (group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY) && group->authority == TB_NOBODY;

  if (!is_outside)
    return tb_world_refuse (world, thief, error, N_("cannot be a thief's; name a device or a gateway that has no authority"));
  if (!tb_world_is_on (world, thief))
    return tb_world_refuse (world, thief, error, N_("is switched off; switch it on first"));
  if (tb_thief_is (world, thief))
    return tb_world_refuse (world, thief, error, N_("has a copied key already"));
  return TRUE;
}

/**
 * tb_world_steal_key:
 * @world: a world
 * @device: whose key is copied, a device or a broker; it notices nothing
 * @thief: what the thief computes with: a device or gateway without an authority; of a broker's key, whoever listens or attacks
 * @error: return location
 *
 * Lets a thief copy the key and the certificate of a device, and renew with them when that is due; or those of a broker, to be it for its clients.
 *
 * Returns: %FALSE with the reason when the key cannot be copied or the copy would be of no use
 */
gboolean
tb_world_steal_key (TbWorld *world, guint32 device, guint32 thief, GError **error)
{
  const char *why;
  TbCertificate *certificate;

  if (tb_fleet_get_role (world->fleet, device) == TB_ROLE_BROKER)
    return tb_impostor_steal (world, device, thief, error);
  why = find_hindrance (world, device);
  if (why != NULL)
    return tb_world_refuse (world, device, error, why);
  if (!can_steal (world, thief, error))
    return FALSE;
  certificate = tb_identity_get_certificate (world->actors[device].identity);
  world->actors[thief].victim = device;
  tb_world_record (world, TB_RECORD_KEY_STOLEN, device, thief, 0, 0, tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate))));
  take (world, thief, world->actors[device].identity);
  return TRUE;
}
