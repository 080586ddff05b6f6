/* tb-rekey: a broker gets another key and another certificate, as it has to when somebody has copied its key.
 *
 * It asks its authority like somebody new, and proves itself with a secret that whoever runs it types in: its certificate is for servers, and no client may show
 * it; and it may be revoked. What it had goes on to be good until it ends or whoever looks learns that it was revoked: that is for tb-revoke. */
#include "tb-enrolment-private.h"

static const char *
find_hindrance (TbWorld *world, guint32 broker)
{
  const TbActor *actor = &world->actors[broker];

  if (tb_service_get (world, broker)->identity == NULL)
    return N_("has no certificate in this scenario: it speaks no TLS");
  if (actor->enrolment != NULL || actor->session != NULL)
    return N_("is asking for another certificate already");
  return actor->n_keys < TB_TRIAL_MAX_KEY ? NULL : N_("has asked too often for another certificate in this run");
}

/* At once, and again until its authority answers. A stranger who answers new devices is nobody it would ask. */
gboolean
tb_rekey_order (TbWorld *world, guint32 broker, GError **error)
{
  const char *why = find_hindrance (world, broker);

  if (why != NULL)
    return tb_world_refuse (world, broker, error, why);
  world->actors[broker].enrols_anew = TRUE;
  world->actors[broker].shuns_rogue = TRUE;
  tb_lifecycle_enrol_anew (world, broker);
  return TRUE;
}

static void
record_installed (TbWorld *world, guint32 broker, TbIdentity *identity)
{
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  GPtrArray *above = tb_identity_get_intermediates (identity);

  world->actors[broker].former_certificate = tb_state_get (world->state, broker)->certificate;
  tb_world_record (world, TB_RECORD_CERTIFICATE_INSTALLED, broker, tb_fleet_group_of (world->fleet, broker)->authority,
                   tb_certificate_get_not_after_us (certificate) - world->start_unix_us, above == NULL || above->len == 0 ? TB_INSTALLED_ALONE : 0,
                   tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate))));
}

/* What is open stays open; whoever comes from here on sees the new certificate, with a ticket of before as well. */
void
tb_rekey_install (TbWorld *world, guint32 broker, TbIdentity *identity)
{
  TbActor *actor = &world->actors[broker];

  actor->enrols_anew = FALSE;
  tb_lifecycle_went_well (world, broker);
  tb_service_take_identity (world, broker, identity);
  tb_service_get (world, broker)->key_number = actor->n_keys;
  record_installed (world, broker, identity);
  tb_resume_drop (world, broker, FALSE);
  tb_stapling_begin_anew (world, broker);
}
