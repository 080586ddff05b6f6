/* tb-service: authorities and brokers as they stand when the run begins, and whom clients trust.
 *
 * Their keys and certificates are made before time 0 from streams of their own; every authority is a root with one issuing authority below it. */
#include "tb-world-private.h"

/* Services were set up this long before the run, and their certificates outlast any run and what is issued in it, a century each: what a
 * scenario is about are devices. */
#define SERVICE_AGE_US      (30 * TB_US_PER_DAY)
#define SERVICE_LIFETIME_US (75000 * TB_US_PER_DAY)

static gint64
whole_second (gint64 unix_us)
{
  return unix_us - unix_us % TB_US_PER_SECOND;
}

void
tb_service_free (gpointer data)
{
  TbService *service = data;

  g_clear_pointer (&service->authority, tb_authority_unref);
  g_clear_pointer (&service->root, tb_authority_unref);
  g_clear_pointer (&service->update, g_bytes_unref);
  g_clear_pointer (&service->identity, tb_identity_unref);
  g_clear_pointer (&service->anchors, g_ptr_array_unref);
  g_clear_pointer (&service->code_signer, tb_identity_unref);
  g_clear_pointer (&service->open, tb_endpoint_unref);
  g_clear_pointer (&service->mutual, tb_endpoint_unref);
  g_clear_pointer (&service->factory, tb_endpoint_unref);
  g_clear_pointer (&service->desk, tb_enrol_server_free);
  for (guint i = 0; i < TB_PROFILE_N; i++)
    g_clear_pointer (&service->profiles[i], tb_issue_profile_free);
  g_clear_pointer (&service->revoked, g_ptr_array_unref);
  g_clear_pointer (&service->changed, g_ptr_array_unref);
  g_clear_pointer (&service->responder, tb_ocsp_responder_free);
  g_clear_pointer (&service->stolen, tb_endpoint_unref);
  g_clear_pointer (&service->copied, tb_certificate_unref);
  g_clear_pointer (&service->copied_staple, g_bytes_unref);
  g_clear_pointer (&service->good_staple, g_bytes_unref);
  g_clear_pointer (&service->ticket_key, g_bytes_unref);
  g_clear_pointer (&service->staple, g_bytes_unref);
  g_clear_pointer (&service->next_staple, g_bytes_unref);
  g_free (service);
}

TbService *
tb_service_get (TbWorld *world, guint32 object)
{
  return g_hash_table_lookup (world->services, GUINT_TO_POINTER (object));
}

static gint64
get_issuing_end_us (TbWorld *world, const TbGroup *group)
{
  if (group->intermediate_lifetime_us > 0)
    return whole_second (world->start_unix_us + group->intermediate_lifetime_us);
  return whole_second (world->start_unix_us - SERVICE_AGE_US) + SERVICE_LIFETIME_US;
}

static TbAuthority *
make_authority (TbWorld *world, const TbGroup *group, TbAuthority **top, GError **error)
{
  gint64 begin_us = whole_second (world->start_unix_us - SERVICE_AGE_US);
  g_autofree char *root_name = g_strdup_printf ("%s Root CA", group->label);
  g_autofree char *issuing_name = g_strdup_printf ("%s Issuing CA 1", group->label);
  g_autoptr (TbAuthority) root = NULL;
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "authority/%s/root", group->name);
  root = tb_authority_new_root (world->crypto, root_name, group->key_algorithm, begin_us, begin_us + SERVICE_LIFETIME_US, &stream, error);
  if (root == NULL)
    return NULL;
  *top = tb_authority_ref (root);
  tb_stream_initf (&stream, world->seed, "authority/%s/issuing", group->name);
  return tb_authority_new_issuing (root, issuing_name, group->key_algorithm, begin_us, get_issuing_end_us (world, group), &stream, error);
}

static TbIdentity *
make_identity (TbWorld *world, const TbGroup *group, TbAuthority *authority, GError **error)
{
  gint64 begin_us = whole_second (world->start_unix_us - SERVICE_AGE_US);
  TbIssueTerms terms = { group->must_staple ? TB_PROFILE_SERVICE_MUST_STAPLE : TB_PROFILE_SERVICE, begin_us, begin_us + SERVICE_LIFETIME_US - SERVICE_AGE_US };
  const char *names[] = { group->name, NULL };
  TbStream stream;

  tb_issuing_let_outlive (world, group->role == TB_ROLE_AUTHORITY ? group->first : group->authority, &terms);
  tb_stream_initf (&stream, world->seed, "service/%s", group->name);
  return tb_authority_issue_identity (authority, group->key_algorithm, group->name, names, &terms, &stream, error);
}

static gboolean
make_endpoints (TbWorld *world, const TbGroup *group, TbService *service, GError **error)
{
  TbStream stream;

  g_clear_pointer (&service->open, tb_endpoint_unref);
  g_clear_pointer (&service->mutual, tb_endpoint_unref);
  g_clear_pointer (&service->factory, tb_endpoint_unref);
  tb_stream_initf (&stream, world->seed, "endpoint/%s/open", group->name);
  service->open = tb_endpoint_new_server (world->crypto, service->identity, NULL, &stream, error);
  if (service->open == NULL)
    return FALSE;
  tb_stream_initf (&stream, world->seed, "endpoint/%s/mutual", group->name);
  service->mutual = tb_endpoint_new_server (world->crypto, service->identity, service->anchors, &stream, error);
  return service->mutual != NULL;
}

static void
begin_anchors (TbService *service)
{
  g_clear_pointer (&service->anchors, g_ptr_array_unref);
  service->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
}

static void
add_anchor (TbService *service, TbCertificate *certificate)
{
  g_ptr_array_add (service->anchors, tb_certificate_ref (certificate));
}

/* An authority knows the certificate that it issues with: whoever was given a leaf alone can still renew it. */
static gboolean
make_first_endpoints (TbWorld *world, const TbGroup *group, TbService *service, TbAuthority *authority, GError **error)
{
  begin_anchors (service);
  add_anchor (service, tb_authority_get_root (authority));
  if (group->role == TB_ROLE_AUTHORITY)
    add_anchor (service, tb_authority_get_certificate (authority));
  return make_endpoints (world, group, service, error);
}

/* Another certificate, for another key. */
void
tb_service_take_identity (TbWorld *world, guint32 object, TbIdentity *identity)
{
  TbService *service = tb_service_get (world, object);
  GError *error = NULL;

  tb_identity_unref (service->identity);
  service->identity = tb_identity_ref (identity);
  if (!make_endpoints (world, tb_fleet_group_of (world->fleet, object), service, &error))
    tb_world_fail (world, "giving a broker another certificate", error);
}

static gboolean
is_root_in_force (const TbAnchor *anchor, guint32 authority)
{
  return anchor->authority == authority && !anchor->retired && !anchor->is_leaf;
}

/* A service shows the chain that @authority now has. It trusts clients under any root that is in force, and for those whose own chain ends
 * at an older one it has the issuing certificate at hand. */
gboolean
tb_service_show_chain (TbWorld *world, guint32 object, guint32 authority, GError **error)
{
  TbService *service = tb_service_get (world, object);
  TbAuthority *issuing = tb_service_get (world, authority)->authority;
  const TbAnchors *all = tb_state_get_anchors (world->state);
  g_autoptr (TbIdentity) old = g_steal_pointer (&service->identity);

  service->identity = tb_identity_new (tb_identity_get_key (old), tb_identity_get_certificate (old), tb_authority_get_intermediates (issuing));
  begin_anchors (service);
  add_anchor (service, tb_authority_get_certificate (issuing));
  for (guint i = 0; i < all->n; i++)
    if (is_root_in_force (&all->anchors[i], authority))
      add_anchor (service, g_ptr_array_index (world->anchors, i));
  return make_endpoints (world, tb_fleet_group_of (world->fleet, object), service, error);
}

void
tb_service_record_authority (TbWorld *world, guint32 object, TbCertificate *certificate, guint16 depth)
{
  if (depth == TB_DEPTH_ROOT || depth == TB_DEPTH_NEXT_ROOT)
    g_ptr_array_add (world->anchors, tb_certificate_ref (certificate));
  tb_world_record (world, TB_RECORD_AUTHORITY_MADE, object, TB_NOBODY, tb_certificate_get_not_after_us (certificate) - world->start_unix_us, depth,
                   tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate))));
}

static void
record_authority (TbWorld *world, guint32 object, TbAuthority *authority)
{
  gboolean is_rogue = tb_fleet_group_of (world->fleet, object)->is_rogue;

  tb_service_record_authority (world, object, tb_authority_get_root (authority), is_rogue ? TB_DEPTH_NEXT_ROOT : TB_DEPTH_ROOT);
  tb_service_record_authority (world, object, tb_authority_get_certificate (authority), TB_DEPTH_ISSUING);
}

static void
record_service (TbWorld *world, const TbGroup *group, TbService *service)
{
  TbCertificate *certificate = service->identity ? tb_identity_get_certificate (service->identity) : NULL;
  guint32 payload;
  gint64 not_after_us;

  tb_world_record (world, TB_RECORD_POWERED_ON, group->first, TB_NOBODY, 0, 0, TB_NO_PAYLOAD);
  if (service->authority != NULL)
    record_authority (world, group->first, service->authority);
  if (certificate == NULL)
    return;
  payload = tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (certificate)));
  not_after_us = tb_certificate_get_not_after_us (certificate) - world->start_unix_us;
  tb_world_record (world, TB_RECORD_CERTIFICATE_ISSUED, group->first, group->authority ? group->authority : group->first, not_after_us, 1, payload);
  tb_world_record (world, TB_RECORD_CERTIFICATE_INSTALLED, group->first, TB_NOBODY, not_after_us, 0, payload);
}

static void
set_up_broker (TbWorld *world, const TbGroup *group)
{
  tb_resume_set_up (world, group->first);
  if (group->staples)
    tb_stapling_begin (world, group->first);
}

static gboolean
set_up_group (TbWorld *world, const TbGroup *group, GError **error)
{
  TbService *service = g_new0 (TbService, 1);
  TbAuthority *authority = NULL;

  service->object = group->first;
  service->revoked = g_ptr_array_new_with_free_func (tb_revoked_free);
  service->changed = g_ptr_array_new_with_free_func (tb_revoked_free);
  g_hash_table_insert (world->services, GUINT_TO_POINTER (group->first), service);
  if (group->role == TB_ROLE_AUTHORITY)
    authority = service->authority = make_authority (world, group, &service->root, error);
  else if (group->authority != TB_NOBODY)
    authority = tb_service_get (world, group->authority)->authority;
  if (group->role == TB_ROLE_AUTHORITY && authority == NULL)
    return FALSE;
  if (authority != NULL)
    service->identity = make_identity (world, group, authority, error);
  if (authority != NULL && (service->identity == NULL || !make_first_endpoints (world, group, service, authority, error)))
    return FALSE;
  record_service (world, group, service);
  if (group->role == TB_ROLE_BROKER)
    set_up_broker (world, group);
  if (group->role == TB_ROLE_AUTHORITY)
    tb_issuing_plan_end (world, group->first);
  if (group->crl_interval_us > 0)
    tb_world_push (world, 0, TB_EVENT_CRL_DUE, group->first, 0);
  if (group->delta_interval_us > 0)
    tb_world_push (world, group->delta_interval_us, TB_EVENT_DELTA_DUE, group->first, 0);
  return TRUE;
}

static gboolean
set_up_role (TbWorld *world, TbRole role, GError **error)
{
  for (guint g = 0; g < tb_fleet_get_n_groups (world->fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (world->fleet, g);

      if (group->role == role && !set_up_group (world, group, error))
        return FALSE;
    }
  return TRUE;
}

/* Authorities first: brokers have their certificates from them. */
gboolean
tb_service_set_up (TbWorld *world, GError **error)
{
  return set_up_role (world, TB_ROLE_AUTHORITY, error) && set_up_role (world, TB_ROLE_BROKER, error)
         && set_up_role (world, TB_ROLE_EAVESDROPPER, error) && set_up_role (world, TB_ROLE_SERVICE, error);
}

/* Bits as in tb-anchor. Whoever runs a broker keeps its trust store up to date. */
static guint64
get_trusted (TbWorld *world, guint32 client)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  guint64 trusted = 0;

  if (tb_fleet_get_role (world->fleet, client) != TB_ROLE_BROKER)
    return tb_state_get_trusted (world->state, client);
  for (guint i = 0; i < anchors->n; i++)
    trusted |= (guint64) is_root_in_force (&anchors->anchors[i], tb_fleet_group_of (world->fleet, client)->authority) << i;
  return trusted;
}

/* Returns: (transfer container): the roots that @client trusts, and those beyond the last number */
GPtrArray *
tb_service_list_anchors (TbWorld *world, guint32 client)
{
  guint64 trusted = get_trusted (world, client);
  GPtrArray *anchors = g_ptr_array_new ();

  for (guint i = 0; i < world->anchors->len; i++)
    if (i >= TB_MAX_ANCHORS || (trusted >> i & 1) != 0)
      g_ptr_array_add (anchors, g_ptr_array_index (world->anchors, i));
  return anchors;
}

/* Clients that trust the same roots share one. */
TbEndpoint *
tb_service_get_client_endpoint (TbWorld *world, guint32 client, GError **error)
{
  guint64 trusted = get_trusted (world, client);
  const TbEndpointPolicy by_leaf = { .trusts_leaves = TRUE };
  const TbEndpointPolicy *policy = tb_state_get_trusted_leaves (world->state, client) != 0 ? &by_leaf : NULL;
  g_autofree char *name = g_strdup_printf ("endpoint/client/%" G_GINT64_MODIFIER "x", trusted);
  TbEndpoint *endpoint = g_hash_table_lookup (world->client_endpoints, name);
  g_autoptr (GPtrArray) anchors = NULL;
  TbStream stream;

  if (endpoint != NULL)
    return endpoint;
  anchors = tb_service_list_anchors (world, client);
  tb_stream_init (&stream, world->seed, name);
  endpoint = tb_endpoint_new_client_with (world->crypto, policy, anchors, &stream, error);
  if (endpoint != NULL)
    g_hash_table_insert (world->client_endpoints, g_strdup (name), endpoint);
  return endpoint;
}
