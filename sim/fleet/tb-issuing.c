/* tb-issuing: an authority's own certificate, and what it puts into those it issues.
 *
 * Where a scenario says how long the issuing certificate lives, it ends in the run, and everything below it with it, until it is renewed. An authority may be
 * set up wrongly; then it does to everybody what was done to its template. */
#include "tb-enrolment-private.h"

/* What templates have in them until somebody puts the right thing there. */
#define TEMPLATE_NAME "device.example"

/* When a warning comes, in parts of the lifetime. */
#define SOON_NUMERATOR   9
#define SOON_DENOMINATOR 10

static gint64
get_lifetime_us (TbWorld *world, guint32 authority)
{
  return tb_fleet_group_of (world->fleet, authority)->intermediate_lifetime_us;
}

/* --- what it issues --- */

/* Where the issuing certificate ends in the run, what it issues does not end with it: who looks at the leaf alone sees nothing wrong. */
void
tb_issuing_let_outlive (TbWorld *world, guint32 authority, TbIssueTerms *terms)
{
  TbService *service = tb_service_get (world, authority);
  TbIssueProfile **own = &service->profiles[terms->profile];

  if (get_lifetime_us (world, authority) == 0)
    return;
  if (*own == NULL)
    {
      *own = tb_issue_profile_new_builtin (terms->profile);
      (*own)->may_outlive_issuer = TRUE;
    }
  terms->custom = *own;
}

static TbCertificateProfile
profile_for (TbWorld *world, guint32 device, guint32 authority)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, device);

  if (group->role == TB_ROLE_BROKER)
    return group->must_staple ? TB_PROFILE_SERVICE_MUST_STAPLE : TB_PROFILE_SERVICE;
  if (tb_state_get (world->state, authority)->misconfigured == TB_MISCONFIGURED_EKU)
    return TB_PROFILE_SERVICE;
  return group->role == TB_ROLE_GATEWAY ? TB_PROFILE_GATEWAY : TB_PROFILE_DEVICE;
}

/* A device's ends when its policy says so; a broker's when the one before would have. */
static gint64
get_end_us (TbWorld *world, guint32 device, gint64 now_us)
{
  if (tb_fleet_get_role (world->fleet, device) == TB_ROLE_BROKER)
    return tb_certificate_get_not_after_us (tb_identity_get_certificate (tb_service_get (world, device)->identity));
  return now_us + tb_policy_of (world, device)->lifetime_us;
}

/* What @device is granted now: terms, and the name it gets instead of its own, if any. */
void
tb_issuing_fill_visit (TbWorld *world, guint32 device, guint32 authority, TbVisit *visit)
{
  gint64 now_us = tb_world_unix_us (world) / TB_US_PER_SECOND * TB_US_PER_SECOND;

  visit->terms = (TbIssueTerms) { profile_for (world, device, authority), now_us - TB_CERTIFICATE_BACKDATE_US, get_end_us (world, device, now_us) };
  tb_issuing_let_outlive (world, authority, &visit->terms);
  visit->misnamed = tb_state_get (world->state, authority)->misconfigured == TB_MISCONFIGURED_SAN ? TEMPLATE_NAME : NULL;
  visit->lacks_chain = tb_state_get (world->state, authority)->misconfigured == TB_MISCONFIGURED_CHAIN;
}

/**
 * tb_world_misconfigure:
 * @world: a world
 * @authority: an authority
 * @what: what it does wrong from now on, or that it does nothing wrong any more
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is no authority, or when it is so already
 */
gboolean
tb_world_misconfigure (TbWorld *world, guint32 authority, TbMisconfiguration what, GError **error)
{
  if (tb_fleet_get_role (world->fleet, authority) != TB_ROLE_AUTHORITY)
    return tb_world_refuse (world, authority, error, N_("is no authority"));
  if (tb_state_get (world->state, authority)->misconfigured == what)
    return tb_world_refuse (world, authority, error, what == TB_MISCONFIGURED_NOT ? N_("is set up rightly already") : N_("is set up wrongly in that way already"));
  tb_world_record (world, TB_RECORD_MISCONFIGURED, authority, TB_NOBODY, 0, (guint16) what, TB_NO_PAYLOAD);
  return TRUE;
}

/* --- its own certificate --- */

/* The value of the events says of which of its certificates they speak, and in the lowest bit whether that ends soon only. */
void
tb_issuing_plan_end (TbWorld *world, guint32 authority)
{
  TbService *service = tb_service_get (world, authority);
  TbCertificate *certificate = tb_authority_get_certificate (service->authority);
  gint64 left_us = tb_certificate_get_not_after_us (certificate) - tb_world_unix_us (world);
  guint64 number = ++service->n_issuing;

  if (get_lifetime_us (world, authority) == 0)
    return;
  tb_world_push (world, left_us / SOON_DENOMINATOR * SOON_NUMERATOR, TB_EVENT_ISSUER_ENDS, authority, number << 1 | 1);
  tb_world_push (world, left_us, TB_EVENT_ISSUER_ENDS, authority, number << 1);
}

void
tb_issuing_ends (TbWorld *world, const TbEvent *event)
{
  TbService *service = tb_service_get (world, event->subject);
  TbCertificate *certificate = tb_authority_get_certificate (service->authority);

  if (event->value >> 1 == service->n_issuing)
    tb_world_record (world, TB_RECORD_AUTHORITY_EXPIRED, event->subject, TB_NOBODY, tb_certificate_get_not_after_us (certificate) - world->start_unix_us,
                     event->value & 1, tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate))));
}

/* The certificates above it that it shows along with its own: those of a rollover, or none. */
static TbCertificate *
find_cross (TbAuthority *issuing)
{
  GPtrArray *shown = tb_authority_get_intermediates (issuing);

  return shown->len > 1 ? g_ptr_array_index (shown, 1) : NULL;
}

static gboolean
renew (TbWorld *world, guint32 authority, GError **error)
{
  TbService *service = tb_service_get (world, authority);
  TbCertificate *root = tb_authority_get_certificate (service->root), *old = tb_authority_get_certificate (service->authority);
  g_autoptr (TbCertificate) certificate = tb_rollover_certify (world, service->root, old, TB_PROFILE_AUTHORITY, get_lifetime_us (world, authority), error);
  g_autoptr (TbAuthority) renewed = certificate != NULL ? tb_rollover_rebuild (service->authority, certificate, find_cross (service->authority), root, error) : NULL;

  if (renewed == NULL)
    return FALSE;
  g_clear_pointer (&service->responder, tb_ocsp_responder_free);
  tb_service_record_authority (world, authority, certificate, TB_DEPTH_ISSUING);
  return tb_rollover_show (world, authority, renewed, error);
}

/**
 * tb_world_renew_authority:
 * @world: a world
 * @authority: an authority whose issuing certificate ends in the run
 * @error: return location
 *
 * Gives it another issuing certificate with the same key and the same name (RFC 5280 section 6.1 joins names and keys, not certificates): all that
 * was issued below the old one is good below the new one too.
 *
 * Returns: %FALSE with the reason when it need not be renewed
 */
gboolean
tb_world_renew_authority (TbWorld *world, guint32 authority, GError **error)
{
  GError *problem = NULL;

  if (tb_fleet_get_role (world->fleet, authority) != TB_ROLE_AUTHORITY)
    return tb_world_refuse (world, authority, error, N_("is no authority"));
  if (get_lifetime_us (world, authority) == 0)
    return tb_world_refuse (world, authority, error, N_("has an issuing certificate that outlasts the run; give it intermediate-lifetime in the scenario"));
  if (!renew (world, authority, &problem))
    tb_world_fail (world, "renewing an authority", problem);
  else
    tb_issuing_plan_end (world, authority);
  return TRUE;
}
