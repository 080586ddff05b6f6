/* tb-key-origin: whose a device's keys are: its own, the one that its maker put into every device of the group, or one that its authority has made and sent.
 *
 * A group's key is in its devices until they have had a certificate for it; what comes then follows the policy. A key that the authority makes really travels
 * in its answer (RFC 7030 section 4.4), inside TLS, and whoever has the authority's memory has had it. */
#include "tb-enrolment-private.h"

/* No source measures RSA key generation on these devices: some hundred private operations is the order of magnitude, and labelled modelled. */
#define RSA_TRIES 100

static gint64
keygen_cost_us (TbWorld *world, guint32 object)
{
  const TbProfile *profile = tb_world_get_profile (world, object);
  TbKeyAlgorithm algorithm = tb_fleet_group_of (world->fleet, object)->key_algorithm;

  if (profile == NULL)
    return 0;
  return tb_key_algorithm_is_rsa (algorithm) ? RSA_TRIES * profile->rsa_private_us : profile->keygen_us;
}

/* As long as it has had no certificate it has what was put into it. */
static gboolean
has_group_key (TbWorld *world, guint32 object)
{
  return tb_fleet_group_of (world->fleet, object)->shares_key && world->actors[object].certificate_number == 0;
}

/* Which key is to be certified next, and which there is already. */
void
tb_key_origin_choose (TbWorld *world, guint32 object, const TbEnrolPolicy *policy, TbEnrolment *enrolment)
{
  const TbActor *actor = &world->actors[object];
  gboolean is_new = !enrolment->is_renewal || policy->rekeys || actor->identity == NULL;
  gboolean is_at_hand = enrolment->is_renewal && actor->identity != NULL;

  enrolment->gets_key = is_new && policy->key_origin == TB_KEY_ORIGIN_AUTHORITY;
  enrolment->takes_group_key = is_new && !enrolment->gets_key && has_group_key (world, object);
  enrolment->makes_key = is_new && !enrolment->gets_key && !enrolment->takes_group_key;
  enrolment->throws_key_away = enrolment->gets_key && !is_at_hand;
  enrolment->terms.gets_key = enrolment->gets_key;
  if (!is_new || (enrolment->gets_key && is_at_hand))
    enrolment->terms.key = tb_key_ref (tb_identity_get_key (actor->identity));
  if (enrolment->takes_group_key)
    tb_stream_initf (&enrolment->key_stream, world->seed, "group-key/%s", tb_fleet_group_of (world->fleet, object)->name);
}

/* On any thread. Whoever gets a key and has none yet signs its request with one that it throws away. */
void
tb_key_origin_make (TbEnrolment *enrolment)
{
  TbStream *stream = enrolment->takes_group_key ? &enrolment->key_stream : &enrolment->stream;

  if (enrolment->terms.key == NULL)
    enrolment->terms.key = tb_key_generate (enrolment->crypto, enrolment->algorithm, stream, &enrolment->error);
}

/* What @object computes for a key before it can ask. */
gint64
tb_key_origin_get_cost_us (TbWorld *world, guint32 object)
{
  const TbEnrolment *enrolment = world->actors[object].enrolment;

  return enrolment->makes_key || enrolment->throws_key_away ? keygen_cost_us (world, object) : 0;
}

static void
record_given (TbWorld *world, guint32 object, guint32 giver, TbKeyMaker maker, GBytes *spki)
{
  TbKeyAlgorithm algorithm = tb_fleet_group_of (world->fleet, object)->key_algorithm;

  tb_world_record (world, TB_RECORD_KEY_GIVEN, object, giver, algorithm, (guint16) maker, tb_world_add_payload (world, g_bytes_ref (spki)));
}

/* The key is there, and a request for it. */
void
tb_key_origin_record_made (TbWorld *world, guint32 object)
{
  const TbEnrolment *enrolment = world->actors[object].enrolment;

  if (enrolment->makes_key)
    tb_world_record (world, TB_RECORD_KEY_MADE, object, TB_NOBODY, keygen_cost_us (world, object), (guint16) enrolment->algorithm,
                     tb_world_add_payload (world, g_bytes_ref (tb_key_get_spki (enrolment->terms.key))));
  if (enrolment->takes_group_key)
    record_given (world, object, TB_NOBODY, TB_KEY_MAKER_FACTORY, tb_key_get_spki (enrolment->terms.key));
}

/* The authority has issued a certificate, it may be for a key that it has made itself. */
void
tb_key_origin_record_given (TbWorld *world, guint32 object, TbCertificate *certificate)
{
  const TbEnrolment *enrolment = world->actors[object].enrolment;
  g_autoptr (GBytes) spki = enrolment->gets_key ? tb_certificate_make_spki (certificate) : NULL;

  if (spki != NULL)
    record_given (world, object, enrolment->registrar, TB_KEY_MAKER_AUTHORITY, spki);
}
