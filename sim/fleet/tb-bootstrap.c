/* tb-bootstrap: whom a new device trusts, and who may answer it first.
 *
 * A device that leaves the factory without a root finds one by its group's policy: compares a fingerprint, believes its maker's voucher, or believes whoever
 * answers. What it has learned is written down, and with that it is verified who it talks to. A rogue registrar answers before the device's own authority does;
 * whoever believes him is captured: does what he wants, until it is enrolled anew. */
#include "tb-enrolment-private.h"

#include "tb-voucher.h"

#define SIGNER_LIFETIME_US (3650 * TB_US_PER_DAY)
#define VOUCHER_LIFETIME_US (30 * TB_US_PER_DAY)

/* How the root came, in the record of it. */
#define FOUND_OUT 2

static gboolean
is_rogue (TbWorld *world, guint32 registrar)
{
  return tb_fleet_group_of (world->fleet, registrar)->is_rogue;
}

/* --- who is asked --- */

/* Whoever is new asks who answers first, unless it has seen through him; whoever is captured stays with its captor. */
guint32
tb_bootstrap_find_registrar (TbWorld *world, guint32 object, gboolean is_renewal)
{
  const TbActor *actor = &world->actors[object];

  if (actor->captor != TB_NOBODY)
    return actor->captor;
  if (!is_renewal && world->rogue != TB_NOBODY && !actor->shuns_rogue)
    return world->rogue;
  return tb_fleet_group_of (world->fleet, object)->authority;
}

gboolean
tb_bootstrap_is_answered (TbWorld *world, guint32 registrar)
{
  return !tb_outage_is_on (world, registrar) && (!is_rogue (world, registrar) || registrar == world->rogue);
}

/* Next time it asks somebody else. */
void
tb_bootstrap_refused (TbWorld *world, guint32 object)
{
  TbActor *actor = &world->actors[object];

  if (actor->enrolment != NULL && actor->captor == TB_NOBODY && is_rogue (world, actor->enrolment->registrar))
    actor->shuns_rogue = TRUE;
}

/* --- what it takes to begin --- */

gboolean
tb_bootstrap_begins_empty (TbWorld *world, guint32 object)
{
  return tb_policy_of (world, object)->bootstrap != TB_BOOTSTRAP_ANCHOR && tb_state_get_trusted (world->state, object) == 0;
}

/* A request for a voucher is signed with it. */
gboolean
tb_bootstrap_needs_factory (TbWorld *world, guint32 object, const TbEnrolPolicy *policy)
{
  return policy->bootstrap == TB_BOOTSTRAP_VOUCHER && tb_bootstrap_begins_empty (world, object);
}

static GPtrArray *
make_list (TbCertificate *only)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  if (only != NULL)
    g_ptr_array_add (list, tb_certificate_ref (only));
  return list;
}

static GPtrArray *
list_makers (TbWorld *world)
{
  TbAuthority *maker = tb_factory_get_maker (world);

  return make_list (maker != NULL ? tb_authority_get_root (maker) : NULL);
}

static TbCertificate *
get_owner_root (TbWorld *world, guint32 object)
{
  guint32 authority = tb_fleet_group_of (world->fleet, object)->authority;

  return tb_authority_get_root (tb_service_get (world, authority)->authority);
}

static GBytes *
digest (TbCertificate *certificate)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GBytes *der = tb_certificate_get_der (certificate);
  guint8 bytes[32];
  gsize n = sizeof bytes;

  g_checksum_update (checksum, g_bytes_get_data (der, NULL), (gssize) g_bytes_get_size (der));
  g_checksum_get_digest (checksum, bytes, &n);
  return g_bytes_new (bytes, n);
}

/* What somebody compares with is the fingerprint that its owner has written down. */
void
tb_bootstrap_fill_terms (TbWorld *world, guint32 object, const TbEnrolPolicy *policy, TbEnrolment *enrolment)
{
  g_autoptr (GPtrArray) anchors = tb_service_list_anchors (world, object);
  TbEnrolClientTerms *terms = &enrolment->terms;

  if (!tb_bootstrap_begins_empty (world, object))
    {
      terms->anchors = make_list (NULL);
      for (guint i = 0; i < anchors->len; i++)
        g_ptr_array_add (terms->anchors, tb_certificate_ref (g_ptr_array_index (anchors, i)));
      return;
    }
  if (policy->bootstrap == TB_BOOTSTRAP_FINGERPRINT)
    terms->fingerprint = digest (get_owner_root (world, object));
  if (policy->bootstrap != TB_BOOTSTRAP_VOUCHER)
    return;
  terms->makers = list_makers (world);
  if (world->actors[object].factory != NULL)
    terms->factory = tb_identity_ref (world->actors[object].factory);
}

/* --- the connection --- */

/* Whether it cannot judge yet whom it talks to. */
gboolean
tb_bootstrap_is_provisional (const TbEnrolment *enrolment)
{
  return enrolment->terms.anchors == NULL && !enrolment->has_learned;
}

/* One that takes whatever certificate it is shown. */
TbEndpoint *
tb_bootstrap_get_endpoint (TbWorld *world, GError **error)
{
  static const char name[] = "endpoint/client/anyone";
  TbEndpoint *endpoint = g_hash_table_lookup (world->client_endpoints, name);
  TbEndpointPolicy policy = { .accepts_anyone = TRUE };
  TbStream stream;

  if (endpoint != NULL)
    return endpoint;
  tb_stream_init (&stream, world->seed, name);
  endpoint = tb_endpoint_new_client_with (world->crypto, &policy, NULL, &stream, error);
  if (endpoint != NULL)
    g_hash_table_insert (world->client_endpoints, g_strdup (name), endpoint);
  return endpoint;
}

/* Whoever asks for a voucher says which certificates it was shown. Returns: whether it has to ask anew therefore */
gboolean
tb_bootstrap_show (TbWorld *world, TbEnrolment *enrolment, TbTranscript *transcript)
{
  g_autoptr (GPtrArray) shown = make_list (NULL);

  if (enrolment->terms.makers == NULL || enrolment->has_learned)
    return FALSE;
  for (guint i = 0;; i++)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, i);
      TbCertificate *certificate = der != NULL ? tb_certificate_new_from_der (world->crypto, der, NULL) : NULL;

      if (certificate == NULL)
        break;
      g_ptr_array_add (shown, certificate);
    }
  tb_enrol_client_set_shown (enrolment->client, shown);
  return TRUE;
}

/* --- what it has learned --- */

static void
capture (TbWorld *world, guint32 object, const TbAnchor *anchor)
{
  world->actors[object].captor = anchor->authority;
  tb_world_record (world, TB_RECORD_DEVICE_CAPTURED, object, anchor->authority, 0, TRUE, anchor->payload);
}

static void
trust (TbWorld *world, guint32 object, TbCertificate *root)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);

  for (guint i = 0; i < anchors->n; i++)
    {
      const TbAnchor *anchor = &anchors->anchors[i];

      if (!g_bytes_equal (tb_certificate_get_der (g_ptr_array_index (world->anchors, i)), tb_certificate_get_der (root))
          || (tb_state_get_trusted (world->state, object) >> i & 1) != 0)
        continue;
      tb_world_record (world, TB_RECORD_ANCHOR_ADDED, object, anchor->authority, i, FOUND_OUT, anchor->payload);
      if (is_rogue (world, anchor->authority))
        capture (world, object, anchor);
    }
}

/* Returns: whether it has just learned whom to trust from somebody whom it could not judge, and so has to connect anew and look (RFC 7030 section 4.1.1); a
 * voucher is for the very session it came in (RFC 8995 section 5.6.2) */
gboolean
tb_bootstrap_learn (TbWorld *world, guint32 object)
{
  TbEnrolment *enrolment = world->actors[object].enrolment;
  GPtrArray *told = tb_enrol_client_get_anchors (enrolment->client);

  if (told == NULL || !tb_bootstrap_is_provisional (enrolment))
    return FALSE;
  enrolment->has_learned = TRUE;
  for (guint i = 0; i < told->len; i++)
    trust (world, object, g_ptr_array_index (told, i));
  return enrolment->terms.makers == NULL && enrolment->transcript != TB_NO_PAYLOAD;
}

/* Its owner resets it: it is as it left the factory. */
void
tb_bootstrap_set_free (TbWorld *world, guint32 object)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  TbActor *actor = &world->actors[object];
  guint32 captor = actor->captor;

  for (guint i = 0; i < anchors->n; i++)
    if (anchors->anchors[i].authority == captor && (tb_state_get_trusted (world->state, object) >> i & 1) != 0)
      tb_world_record (world, TB_RECORD_ANCHOR_REMOVED, object, captor, i, 0, anchors->anchors[i].payload);
  actor->captor = TB_NOBODY;
  actor->renewal_missed = FALSE;
  actor->renewal_plan++;
  actor->certificate_number++;
  g_clear_pointer (&actor->identity, tb_identity_unref);
  g_clear_pointer (&actor->former, tb_identity_unref);
  tb_world_record (world, TB_RECORD_DEVICE_CAPTURED, object, captor, 0, FALSE, TB_NO_PAYLOAD);
}

/* What is still in its box is delivered as the new policy says. */
void
tb_bootstrap_policy_changed (TbWorld *world, const TbGroup *group)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  gboolean has_anchor = tb_policy_of_group (world, group)->bootstrap == TB_BOOTSTRAP_ANCHOR;

  for (guint32 object = group->first; object < group->first + group->count; object++)
    for (guint i = 0; i < anchors->n && !tb_world_is_on (world, object) && tb_state_get (world->state, object)->n_certificates == 0; i++)
      {
        gboolean is_trusted = (tb_state_get_trusted (world->state, object) >> i & 1) != 0, shall = has_anchor && (anchors->first >> i & 1) != 0;

        if (is_trusted != shall)
          tb_world_record (world, shall ? TB_RECORD_ANCHOR_ADDED : TB_RECORD_ANCHOR_REMOVED, object, anchors->anchors[i].authority, i, 0, anchors->anchors[i].payload);
      }
}

/* --- vouchers, at the registrar --- */

/* Who signs what the maker would not. */
static TbIdentity *
get_forger (TbWorld *world, guint32 rogue)
{
  TbService *service = tb_service_get (world, rogue);
  gint64 now_us = tb_world_unix_us (world) / TB_US_PER_SECOND * TB_US_PER_SECOND;
  TbIssueTerms terms = { TB_PROFILE_CODE_SIGNING, now_us - TB_CERTIFICATE_BACKDATE_US, now_us + SIGNER_LIFETIME_US };
  GError *error = NULL;
  TbStream stream;

  if (service->code_signer != NULL)
    return service->code_signer;
  tb_stream_initf (&stream, world->seed, "forger/%u", rogue);
  service->code_signer = tb_authority_issue_identity (service->authority, TB_KEY_P256, "Device Maker Voucher Service", NULL, &terms, &stream, &error);
  if (service->code_signer == NULL)
    tb_world_fail (world, "making a rogue's signer", error);
  return service->code_signer;
}

/* What the registrar and the maker's service need for a device that asks whose it is. */
void
tb_bootstrap_fill_visit (TbWorld *world, guint32 object, TbVisit *visit)
{
  const TbEnrolment *enrolment = world->actors[object].enrolment;
  TbIdentity *signer, *forger;

  if (enrolment->terms.makers == NULL || enrolment->has_learned)
    return;
  signer = tb_factory_get_voucher_signer (world);
  forger = is_rogue (world, enrolment->registrar) ? get_forger (world, enrolment->registrar) : NULL;
  visit->makers = list_makers (world);
  visit->registrar = tb_identity_ref (tb_service_get (world, enrolment->registrar)->identity);
  visit->owner_root = tb_certificate_ref (get_owner_root (world, object));
  visit->voucher_signer = signer != NULL ? tb_identity_ref (signer) : NULL;
  visit->forger = forger != NULL ? tb_identity_ref (forger) : NULL;
}

/* The maker knows to whom it has sold the device. */
static gboolean
permits (const char *serial_number, TbCertificate *domain, gpointer data)
{
  TbVisit *visit = data;

  return g_bytes_equal (tb_certificate_get_der (domain), tb_certificate_get_der (visit->owner_root));
}

/* The maker's answer to a registrar; a rogue who gets none writes one himself. On any thread. */
GBytes *
tb_bootstrap_vouch (TbVisit *visit, GBytes *request, gint64 now_us, GError **error)
{
  const TbVoucherMaker maker = { visit->voucher_signer, visit->makers, VOUCHER_LIFETIME_US, permits, visit };
  const TbVoucherMaker forged = { visit->forger, visit->makers, VOUCHER_LIFETIME_US, NULL, NULL };
  g_autoptr (GError) refusal = NULL;
  GBytes *voucher = tb_voucher_issue (&maker, request, &visit->stream, now_us, &refusal);

  if (voucher == NULL && visit->forger != NULL)
    return tb_voucher_issue (&forged, request, &visit->stream, now_us, error);
  if (voucher == NULL)
    g_propagate_error (error, g_steal_pointer (&refusal));
  return voucher;
}

/**
 * tb_world_set_rogue:
 * @world: a world
 * @authority: an authority that belongs to a stranger
 * @on: whether it answers new devices before their own authority does from now on
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is no rogue, or when it is so already
 */
gboolean
tb_world_set_rogue (TbWorld *world, guint32 authority, gboolean on, GError **error)
{
  if (tb_fleet_get_role (world->fleet, authority) != TB_ROLE_AUTHORITY || !is_rogue (world, authority))
    return tb_world_refuse (world, authority, error, N_("is no rogue registrar; a scenario says rogue=\"yes\" of one"));
  if ((world->rogue == authority) == on)
    return tb_world_refuse (world, authority, error, on ? N_("answers first already") : N_("does not answer anybody"));
  world->rogue = on ? authority : TB_NOBODY;
  tb_world_record (world, TB_RECORD_ROGUE_REGISTRAR, authority, TB_NOBODY, 0, on != FALSE, TB_NO_PAYLOAD);
  return TRUE;
}
