/* tb-expiry: what becomes of a device whose certificate ends: a warning before, and at the end the state, its session and another try.
 *
 * When a certificate is to be renewed is for tb-lifecycle to say. */
#include "tb-enrolment-private.h"

/* Dates of a certificate that has been replaced mean nothing any more. */
static gboolean
speaks_of_present (TbWorld *world, const TbEvent *event)
{
  const TbActor *actor = &world->actors[event->subject];

  return actor->identity != NULL && event->value == actor->certificate_number;
}

void
tb_lifecycle_expires_soon (TbWorld *world, const TbEvent *event)
{
  guint8 identity = tb_state_get (world->state, event->subject)->identity;

  if (speaks_of_present (world, event) && (identity == TB_IDENTITY_VALID || identity == TB_IDENTITY_RENEWING))
    tb_world_record (world, TB_RECORD_CERTIFICATE_EXPIRING, event->subject, TB_NOBODY, tb_state_get (world->state, event->subject)->not_after_us, 0, TB_NO_PAYLOAD);
}

/* A broker that demands certificates ends the session of one that has expired. */
void
tb_lifecycle_expires (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  guint32 broker = actor->open_service != TB_NOBODY ? actor->open_service : actor->connecting;

  if (!speaks_of_present (world, event))
    return;
  tb_world_record (world, TB_RECORD_CERTIFICATE_EXPIRED, event->subject, TB_NOBODY, 0, 0, TB_NO_PAYLOAD);
  if (broker != TB_NOBODY && tb_state_get (world->state, broker)->demands_certificate && tb_verifying_is_on (world, broker))
    tb_broker_close (world, event->subject);
  if (tb_world_is_on (world, event->subject))
    tb_lifecycle_begin (world, event->subject, TB_CAUSE_EXPIRED);
}
