/* tb-revoke: what an authority has taken back: the register from which its lists and its responder's answers are made, and the orders that change it.
 *
 * Revoking tells nobody: whoever relies on the certificate finds out from the next list or the next answer, or never. */
#include "tb-enrolment-private.h"

#include <string.h>

void
tb_revoked_free (gpointer data)
{
  TbRevoked *revoked = data;

  g_free (revoked->serial);
  g_bytes_unref (revoked->certificate);
  g_free (revoked);
}

/* Returns: (transfer none) (nullable): the entry for @serial, and where it is */
static TbRevoked *
find (TbService *authority, const char *serial, guint *position)
{
  for (guint i = 0; i < authority->revoked->len; i++)
    {
      TbRevoked *revoked = g_ptr_array_index (authority->revoked, i);

      if (strcmp (revoked->serial, serial) != 0)
        continue;
      if (position != NULL)
        *position = i;
      return revoked;
    }
  return NULL;
}

const TbRevoked *
tb_revoke_find (TbWorld *world, guint32 authority, const char *serial)
{
  return find (tb_service_get (world, authority), serial, NULL);
}

/* The certificate that @object proves itself with at present, or NULL. */
static TbCertificate *
present_certificate (TbWorld *world, guint32 object)
{
  TbService *service = tb_service_get (world, object);
  TbIdentity *identity = service != NULL ? service->identity : world->actors[object].identity;

  return identity != NULL ? tb_identity_get_certificate (identity) : NULL;
}

static gboolean
has_certificate_in_force (TbWorld *world, guint32 object, GError **error)
{
  guint32 authority = tb_fleet_group_of (world->fleet, object)->authority;
  TbCertificate *certificate = authority != TB_NOBODY ? present_certificate (world, object) : NULL;

  if (certificate == NULL)
    return tb_world_refuse (world, object, error, N_("has no certificate"));
  if (world->actors[object].captor != TB_NOBODY)
    return tb_world_refuse (world, object, error, N_("is captured: its certificate is a rogue registrar's; enrol it anew"));
  if (tb_certificate_get_not_after_us (certificate) < tb_world_unix_us (world))
    return tb_world_refuse (world, object, error, N_("has a certificate that has expired; there is nothing left to revoke"));
  return TRUE;
}

/* What the next delta list is made of. One that was held, released and revoked since the last full list is on it once. */
static void
note_change (TbWorld *world, TbService *authority, const TbRevoked *now, guint reason)
{
  TbRevoked *change = NULL;

  if (tb_fleet_group_of (world->fleet, authority->object)->delta_interval_us == 0)
    return;
  for (guint i = 0; i < authority->changed->len && change == NULL; i++)
    if (strcmp (((TbRevoked *) g_ptr_array_index (authority->changed, i))->serial, now->serial) == 0)
      change = g_ptr_array_index (authority->changed, i);
  if (change == NULL)
    {
      change = g_new0 (TbRevoked, 1);
      change->object = now->object;
      change->serial = g_strdup (now->serial);
      change->certificate = g_bytes_ref (now->certificate);
      g_ptr_array_add (authority->changed, change);
    }
  change->revoked_us = now->revoked_us;
  change->reason = (guint16) reason;
}

/* Returns: (transfer none): its entry in the register */
static TbRevoked *
enter_certificate (TbWorld *world, guint32 object, guint32 authority, TbCertificate *certificate, guint reason)
{
  TbService *service = tb_service_get (world, authority);
  TbRevoked *revoked = find (service, tb_certificate_get_serial (certificate), NULL);

  if (revoked == NULL)
    {
      revoked = g_new0 (TbRevoked, 1);
      revoked->object = object;
      revoked->serial = g_strdup (tb_certificate_get_serial (certificate));
      revoked->certificate = g_bytes_ref (tb_certificate_get_der (certificate));
      revoked->revoked_us = tb_world_unix_us (world) / TB_US_PER_SECOND * TB_US_PER_SECOND;
      g_ptr_array_add (service->revoked, revoked);
    }
  revoked->reason = (guint16) reason;
  note_change (world, service, revoked, reason);
  return revoked;
}

static void
record (TbWorld *world, TbRecordKind kind, guint32 object, guint32 authority, const TbRevoked *revoked)
{
  tb_world_record (world, kind, object, authority, revoked->revoked_us - world->start_unix_us, revoked->reason,
                   tb_world_add_payload (world, g_bytes_ref (revoked->certificate)));
}

static void
enter (TbWorld *world, guint32 object, guint32 authority, guint reason)
{
  record (world, TB_RECORD_CERTIFICATE_REVOKED, object, authority, enter_certificate (world, object, authority, present_certificate (world, object), reason));
}

/* All that is in force in its name, a thief's copies too: the authority knows what it has issued, not to whom. A hold is for the device alone. */
static void
enter_all (TbWorld *world, guint32 object, guint reason)
{
  guint32 authority = tb_fleet_group_of (world->fleet, object)->authority, thief = tb_thief_find (world, object);

  enter (world, object, authority, reason);
  if (thief != TB_NOBODY && reason != TB_REVOCATION_CERTIFICATE_HOLD && tb_state_get (world->state, thief)->identity != TB_IDENTITY_EXPIRED)
    enter (world, thief, authority, reason);
}

/**
 * tb_world_revoke:
 * @world: a world
 * @object: who has a certificate in force
 * @reason: why, a CRLReason (RFC 5280 section 5.3.1); 6 holds it only
 * @error: return location
 *
 * Takes its present certificate back. A certificate on hold may be revoked for good, not the other way round.
 *
 * Returns: %FALSE with the reason when it has none in force or it is revoked already
 */
gboolean
tb_world_revoke (TbWorld *world, guint32 object, guint reason, GError **error)
{
  const TbRevoked *known;

  if (!has_certificate_in_force (world, object, error))
    return FALSE;
  known = tb_revoke_find (world, tb_fleet_group_of (world->fleet, object)->authority, tb_certificate_get_serial (present_certificate (world, object)));
  if (known != NULL && known->reason != TB_REVOCATION_CERTIFICATE_HOLD)
    return tb_world_refuse (world, object, error, N_("has a certificate that is revoked already, and that is for good"));
  if (known != NULL && reason == TB_REVOCATION_CERTIFICATE_HOLD)
    return tb_world_refuse (world, object, error, N_("has a certificate that is on hold already"));
  enter_all (world, object, reason);
  return TRUE;
}

/* Of its own authority alone: whoever was captured may have had one of somebody else. Returns: (transfer full) (nullable): the one it had before the one in force */
static TbCertificate *
dup_former (TbWorld *world, guint32 object, guint32 authority)
{
  guint32 payload = world->actors[object].former_certificate;
  TbCertificate *issuer = authority != TB_NOBODY ? tb_authority_get_certificate (tb_service_get (world, authority)->authority) : NULL;
  g_autoptr (TbCertificate) former = NULL;

  if (payload != TB_NO_PAYLOAD && issuer != NULL)
    former = tb_certificate_new_from_der (world->crypto, tb_journal_get_payload (world->journal, payload), NULL);
  if (former == NULL || strcmp (tb_certificate_get_issuer (former), tb_certificate_get_subject (issuer)) != 0)
    return NULL;
  return g_steal_pointer (&former);
}

/**
 * tb_world_revoke_former:
 * @world: a world
 * @object: who has another certificate now
 * @reason: why, a CRLReason (RFC 5280 section 5.3.1)
 * @error: return location
 *
 * Takes back the certificate that it had before the present one, which stays in force: whoever has copied the old key can show nothing else.
 *
 * Returns: %FALSE with the reason when it had none before, or that has ended or is revoked already
 */
gboolean
tb_world_revoke_former (TbWorld *world, guint32 object, guint reason, GError **error)
{
  guint32 authority = tb_fleet_group_of (world->fleet, object)->authority;
  g_autoptr (TbCertificate) former = dup_former (world, object, authority);

  if (former == NULL)
    return tb_world_refuse (world, object, error, N_("has had no certificate of its authority before the one it has"));
  if (tb_certificate_get_not_after_us (former) < tb_world_unix_us (world))
    return tb_world_refuse (world, object, error, N_("had a certificate before that has expired; there is nothing left to revoke"));
  if (tb_revoke_find (world, authority, tb_certificate_get_serial (former)) != NULL)
    return tb_world_refuse (world, object, error, N_("had a certificate before that is revoked already"));
  record (world, TB_RECORD_FORMER_REVOKED, object, authority, enter_certificate (world, object, authority, former, reason));
  return TRUE;
}

/**
 * tb_world_release:
 * @world: a world
 * @object: who has a certificate on hold
 * @error: return location
 *
 * Lifts the hold: lists and answers from now on do not name it any more.
 *
 * Returns: %FALSE with the reason when it is not on hold
 */
gboolean
tb_world_release (TbWorld *world, guint32 object, GError **error)
{
  guint32 authority = tb_fleet_group_of (world->fleet, object)->authority;
  TbCertificate *certificate = authority != TB_NOBODY ? present_certificate (world, object) : NULL;
  TbService *service;
  TbRevoked *known;
  guint position;

  if (certificate == NULL)
    return tb_world_refuse (world, object, error, N_("has no certificate"));
  service = tb_service_get (world, authority);
  known = find (service, tb_certificate_get_serial (certificate), &position);
  if (known == NULL)
    return tb_world_refuse (world, object, error, N_("has a certificate that is not on hold"));
  if (known->reason != TB_REVOCATION_CERTIFICATE_HOLD)
    return tb_world_refuse (world, object, error, N_("has a certificate that is revoked for good; enrol it anew instead"));
  tb_world_record (world, TB_RECORD_CERTIFICATE_RELEASED, object, authority, 0, 0, tb_world_add_payload (world, g_bytes_ref (known->certificate)));
  note_change (world, service, known, TB_REVOCATION_REMOVE_FROM_CRL);
  g_ptr_array_remove_index (service->revoked, position);
  return TRUE;
}
