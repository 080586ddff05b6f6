/* tb-rollover: an authority gets a new root while its devices still trust the old one, and later gives the old one up.
 *
 * In between, its issuing authority is certified below the new root, and the new root once more below the old one: who shows both certificates
 * along with its own is believed by whoever trusts either (RFC 4210 section 4.4). Giving up means that nobody shows the second any more. */
#include "tb-world-private.h"

#include "tb-trust-message.h"

#define LIFETIME_US (75000 * TB_US_PER_DAY)

static gint64
whole_second (gint64 unix_us)
{
  return unix_us / TB_US_PER_SECOND * TB_US_PER_SECOND;
}

static TbAuthority *
make_root (TbWorld *world, guint32 authority, GError **error)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, authority);
  guint generation = tb_anchors_count (tb_state_get_anchors (world->state), authority) + 1;
  gint64 begin_us = whole_second (tb_world_unix_us (world));
  g_autofree char *name = g_strdup_printf ("%s Root CA %u", group->label, generation);
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "authority/%s/root/%u", group->name, generation);
  return tb_authority_new_root (world->crypto, name, group->key_algorithm, begin_us, begin_us + LIFETIME_US, &stream, error);
}

TbCertificate *
tb_rollover_certify (TbWorld *world, TbAuthority *above, TbCertificate *below, TbCertificateProfile profile, gint64 lifetime_us, GError **error)
{
  gint64 begin_us = whole_second (tb_world_unix_us (world));
  TbIssueTerms terms = { profile, begin_us, begin_us + lifetime_us };
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "cross/%s/%" G_GINT64_FORMAT, tb_certificate_get_serial (below), world->now_us);
  return tb_authority_cross_certify (above, below, &terms, &stream, error);
}

/* The issuing authority with another chain above it: the same key, the same name. */
TbAuthority *
tb_rollover_rebuild (TbAuthority *issuing, TbCertificate *certificate, TbCertificate *cross, TbCertificate *root, GError **error)
{
  g_autoptr (GPtrArray) above = g_ptr_array_new ();
  g_autoptr (TbIdentity) identity = NULL;

  if (cross != NULL)
    g_ptr_array_add (above, cross);
  identity = tb_identity_new (tb_authority_get_key (issuing), certificate, above);
  return tb_authority_import (identity, root, error);
}

/* Everybody who has a certificate from there shows the new chain from now on. */
gboolean
tb_rollover_show (TbWorld *world, guint32 authority, TbAuthority *issuing, GError **error)
{
  TbService *service = tb_service_get (world, authority);

  tb_authority_unref (service->authority);
  service->authority = tb_authority_ref (issuing);
  for (guint g = 0; g < tb_fleet_get_n_groups (world->fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (world->fleet, g);
      TbService *other = tb_service_get (world, group->first);

      if (other != NULL && other->identity != NULL && (group->first == authority || group->authority == authority)
          && !tb_service_show_chain (world, group->first, authority, error))
        return FALSE;
    }
  return TRUE;
}

/* Where a scenario lets it end, every one after it ends as well. */
static gint64
get_issuing_lifetime_us (TbWorld *world, guint32 authority)
{
  gint64 lifetime_us = tb_fleet_group_of (world->fleet, authority)->intermediate_lifetime_us;

  return lifetime_us > 0 ? lifetime_us : LIFETIME_US;
}

static gboolean
roll_over (TbWorld *world, guint32 authority, GError **error)
{
  TbService *service = tb_service_get (world, authority);
  g_autoptr (TbAuthority) root = make_root (world, authority, error);
  TbCertificate *new_root = root != NULL ? tb_authority_get_certificate (root) : NULL;
  g_autoptr (TbCertificate) cross = root != NULL ? tb_rollover_certify (world, service->root, new_root, TB_PROFILE_INTERMEDIATE, LIFETIME_US, error) : NULL;
  g_autoptr (TbCertificate) issuing = cross != NULL ? tb_rollover_certify (world, root, tb_authority_get_certificate (service->authority), TB_PROFILE_AUTHORITY, get_issuing_lifetime_us (world, authority), error) : NULL;
  g_autoptr (TbAuthority) rebuilt = issuing != NULL ? tb_rollover_rebuild (service->authority, issuing, cross, new_root, error) : NULL;
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "update/%u/%" G_GINT64_FORMAT, authority, world->now_us);
  g_clear_pointer (&service->update, g_bytes_unref);
  service->update = rebuilt != NULL ? tb_trust_message_sign (service->root, new_root, &stream, error) : NULL;
  if (service->update == NULL)
    return FALSE;
  tb_authority_unref (service->root);
  service->root = g_steal_pointer (&root);
  tb_service_record_authority (world, authority, cross, TB_DEPTH_CROSS);
  tb_service_record_authority (world, authority, new_root, TB_DEPTH_NEXT_ROOT);
  tb_service_record_authority (world, authority, issuing, TB_DEPTH_ISSUING);
  if (!tb_rollover_show (world, authority, rebuilt, error))
    return FALSE;
  tb_issuing_plan_end (world, authority);
  return TRUE;
}

/* Returns: number of its oldest root in force, when there is a newer one too */
static guint
find_old (TbWorld *world, guint32 authority)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  guint newest = tb_anchors_find (anchors, authority);

  for (guint i = 0; newest != TB_NO_ANCHOR && i < newest; i++)
    if (anchors->anchors[i].authority == authority && !anchors->anchors[i].retired && !anchors->anchors[i].is_leaf)
      return i;
  return TB_NO_ANCHOR;
}

/**
 * tb_world_roll_over:
 * @world: a world
 * @authority: an authority
 * @error: return location
 *
 * Gives it a new root. Whoever trusts the old one only is served as before.
 *
 * Returns: %FALSE with the reason when it is in the middle of that already
 */
gboolean
tb_world_roll_over (TbWorld *world, guint32 authority, GError **error)
{
  GError *problem = NULL;

  if (tb_fleet_get_role (world->fleet, authority) != TB_ROLE_AUTHORITY)
    return tb_world_refuse (world, authority, error, N_("is no authority"));
  if (find_old (world, authority) != TB_NO_ANCHOR)
    return tb_world_refuse (world, authority, error, N_("has a new root already; retire the old one first"));
  if (tb_state_get_anchors (world->state)->n >= TB_MAX_ANCHORS || tb_anchors_find (tb_state_get_anchors (world->state), authority) == TB_NO_ANCHOR)
    return tb_world_refuse (world, authority, error, N_("cannot have another root: there have been 64 in this run"));
  if (!roll_over (world, authority, &problem))
    tb_world_fail (world, "rolling a root over", problem);
  return TRUE;
}

/* Who trusts nothing of this authority but what it has given up. */
static void
record_lost (TbWorld *world, guint32 authority, guint number)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  guint32 n = tb_fleet_get_n_objects (world->fleet);

  for (guint32 i = 1; i <= n; i++)
    if (tb_fleet_group_of (world->fleet, i)->authority == authority && tb_fleet_get_role (world->fleet, i) <= TB_ROLE_GATEWAY
        && tb_anchors_is_lost (anchors, tb_state_get_trusted (world->state, i), authority))
      tb_world_record (world, TB_RECORD_TRUST_LOST, i, authority, number, 0, anchors->anchors[number].payload);
}

/**
 * tb_world_retire:
 * @world: a world
 * @authority: an authority with an old root and a new one
 * @error: return location
 *
 * Gives the old root up: nobody shows the cross-certificate any more, and no update about the new root is sent. Whoever has slept until now is lost.
 *
 * Returns: %FALSE with the reason when there is no newer root
 */
gboolean
tb_world_retire (TbWorld *world, guint32 authority, GError **error)
{
  guint number = find_old (world, authority);
  TbService *service = tb_service_get (world, authority);
  g_autoptr (TbAuthority) rebuilt = NULL;
  GError *problem = NULL;

  if (tb_fleet_get_role (world->fleet, authority) != TB_ROLE_AUTHORITY)
    return tb_world_refuse (world, authority, error, N_("is no authority"));
  if (number == TB_NO_ANCHOR)
    return tb_world_refuse (world, authority, error, N_("has no newer root to go on with; roll it over first"));
  tb_world_record (world, TB_RECORD_AUTHORITY_RETIRED, authority, TB_NOBODY, number, 0, tb_state_get_anchors (world->state)->anchors[number].payload);
  g_clear_pointer (&service->update, g_bytes_unref);
  rebuilt = tb_rollover_rebuild (service->authority, tb_authority_get_certificate (service->authority), NULL, tb_authority_get_certificate (service->root), &problem);
  if (rebuilt == NULL || !tb_rollover_show (world, authority, rebuilt, &problem))
    tb_world_fail (world, "retiring a root", problem);
  record_lost (world, authority, number);
  return TRUE;
}
