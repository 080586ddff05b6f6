/* tb-leaf: devices that trust one peer's certificate for itself, as somebody does who is tired of building chains.
 *
 * It works at once, and says nothing about anybody else: when the peer gets its next certificate, or its key is stolen, nobody above it can say so. The
 * certificate stands among the anchors of the device, marked as what it is. */
#include "tb-world-private.h"

static gboolean
is_trusted (TbWorld *world, guint32 device, guint number)
{
  return number != TB_NO_ANCHOR && (tb_state_get_trusted (world->state, device) >> number & 1) != 0;
}

/* Its number, the next one where nobody has trusted it before. */
static guint
find_or_add (TbWorld *world, guint32 holder, guint32 payload, GError **error)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  guint number = tb_anchors_find_leaf (anchors, holder, payload);
  TbCertificate *certificate;

  if (number != TB_NO_ANCHOR)
    return number;
  certificate = tb_certificate_new_from_der (world->crypto, tb_journal_get_payload (world->journal, payload), error);
  if (certificate == NULL)
    return TB_NO_ANCHOR;
  g_ptr_array_add (world->anchors, certificate);
  return (guint) anchors->n;
}

static void
record (TbWorld *world, guint32 device, guint32 holder, guint number, guint32 payload, gboolean trusted)
{
  tb_world_record (world, TB_RECORD_LEAF_TRUSTED, device, holder, number, trusted != FALSE, payload);
  if (!trusted)
    tb_resume_forget (world, device);
}

/* Every certificate of @holder that it trusts. Returns: whether there was one */
static gboolean
forget (TbWorld *world, guint32 device, guint32 holder)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  gboolean has_one = FALSE;

  for (guint i = 0; i < anchors->n; i++)
    if (anchors->anchors[i].is_leaf && anchors->anchors[i].authority == holder && is_trusted (world, device, i))
      {
        record (world, device, holder, i, anchors->anchors[i].payload, FALSE);
        has_one = TRUE;
      }
  return has_one;
}

static gboolean
begin_to_trust (TbWorld *world, guint32 device, guint32 holder, guint number, guint32 payload)
{
  if (is_trusted (world, device, number))
    return FALSE;
  record (world, device, holder, number, payload, TRUE);
  return TRUE;
}

static guint
trust_all (TbWorld *world, const TbDevices *whom, guint32 holder, GError **error)
{
  guint32 payload = tb_state_get (world->state, holder)->certificate;
  guint number = find_or_add (world, holder, payload, error), n = 0;

  for (guint32 i = whom->first; number != TB_NO_ANCHOR && i < whom->first + whom->count; i++)
    n += tb_world_is_on (world, i) && begin_to_trust (world, i, holder, number, payload);
  return n;
}

static guint
forget_all (TbWorld *world, const TbDevices *whom, guint32 holder)
{
  guint n = 0;

  for (guint32 i = whom->first; i < whom->first + whom->count; i++)
    n += tb_world_is_on (world, i) && forget (world, i, holder);
  return n;
}

static gboolean
has_trust_store (TbWorld *world, guint32 object)
{
  TbRole role = tb_fleet_get_role (world->fleet, object);

  return role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY;
}

/* What speaks against it before anybody looks at the devices. */
static gboolean
check (TbWorld *world, const TbDevices *whom, guint32 holder, gboolean trusted, GError **error)
{
  if (!has_trust_store (world, whom->first))
    return tb_world_refuse (world, whom->first, error, N_("has no trust store in this scenario; name a device or a gateway"));
  if (trusted && tb_state_get (world->state, holder)->certificate == TB_NO_PAYLOAD)
    return tb_world_refuse (world, holder, error, N_("has no certificate that somebody could trust"));
  if (trusted && tb_state_get_anchors (world->state)->n >= TB_MAX_ANCHORS)
    return tb_world_refuse (world, holder, error, N_("cannot be trusted for itself any more: trust stores of this run are full"));
  return TRUE;
}

/**
 * tb_world_trust_leaf:
 * @world: a world
 * @whom: devices or gateways; those that are switched off are passed over
 * @holder: whose certificate: a broker, an authority's service, another device
 * @trusted: whether it comes into the trust stores or goes
 * @error: return location
 *
 * Lets devices believe one peer's certificate for itself, without anybody above it.
 *
 * Returns: %FALSE with the reason when there is nothing to change
 */
gboolean
tb_world_trust_leaf (TbWorld *world, const TbDevices *whom, guint32 holder, gboolean trusted, GError **error)
{
  GError *problem = NULL;
  guint n;

  if (!check (world, whom, holder, trusted, error))
    return FALSE;
  n = trusted ? trust_all (world, whom, holder, &problem) : forget_all (world, whom, holder);
  if (problem != NULL)
    tb_world_fail (world, "reading a certificate", problem);
  if (n > 0)
    return TRUE;
  return tb_world_refuse (world, whom->first, error, trusted ? N_("is switched off, or trusts that certificate already") : N_("is switched off, or does not trust that certificate"));
}
