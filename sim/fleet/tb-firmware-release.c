/* tb-firmware-release: firmware as its maker makes it, and as others would like to have it taken for.
 *
 * Signed by an authority of the scenario with a code-signing certificate of its own. What is wrong with an image is wrong with its bytes: devices are
 * told nothing, and find out. */
#include "tb-world-private.h"

#include <string.h>

#define SIGNER_LIFETIME_US (3 * 365 * TB_US_PER_DAY)
#define BACKDATE_US        TB_US_PER_DAY
#define STRANGER_AGE_US    (365 * TB_US_PER_DAY)

void
tb_release_free (gpointer data)
{
  TbRelease *release = data;

  g_clear_pointer (&release->envelope, g_bytes_unref);
  g_clear_pointer (&release->payload, g_bytes_unref);
  g_hash_table_unref (release->singles);
  g_free (release);
}

static gint64
whole_second (gint64 unix_us)
{
  return unix_us / TB_US_PER_SECOND * TB_US_PER_SECOND;
}

/* --- who signs --- */

static TbIdentity *
issue_signer (TbWorld *world, TbAuthority *authority, const char *name, gint64 from_us, gint64 to_us, const char *draw, GError **error)
{
  g_autofree char *common_name = g_strdup_printf ("%s Firmware", name);
  TbIssueTerms terms = { TB_PROFILE_CODE_SIGNING, whole_second (from_us), whole_second (to_us) };
  TbStream stream;

  tb_stream_init (&stream, world->seed, draw);
  return tb_authority_issue_identity (authority, tb_key_get_algorithm (tb_authority_get_key (authority)), common_name, NULL, &terms, &stream, error);
}

/* The chain above it may be another one by now. */
static TbIdentity *
get_maker (TbWorld *world, guint32 authority, GError **error)
{
  TbService *service = tb_service_get (world, authority);
  gint64 now_us = tb_world_unix_us (world);
  g_autofree char *draw = g_strdup_printf ("firmware/signer/%u", authority);

  if (service->code_signer == NULL)
    service->code_signer = issue_signer (world, service->authority, tb_fleet_group_of (world->fleet, authority)->label, now_us - BACKDATE_US,
                                         now_us + SIGNER_LIFETIME_US, draw, error);
  if (service->code_signer == NULL)
    return NULL;
  return tb_identity_new (tb_identity_get_key (service->code_signer), tb_identity_get_certificate (service->code_signer),
                          tb_authority_get_intermediates (service->authority));
}

static TbIdentity *
make_ended (TbWorld *world, guint32 authority, GError **error)
{
  gint64 now_us = tb_world_unix_us (world);
  g_autofree char *draw = g_strdup_printf ("firmware/ended/%u", authority);

  return issue_signer (world, tb_service_get (world, authority)->authority, tb_fleet_group_of (world->fleet, authority)->label, now_us - 20 * BACKDATE_US,
                       now_us - BACKDATE_US, draw, error);
}

/* Somebody with a root that no device has heard of. */
static TbIdentity *
make_stranger (TbWorld *world, guint32 authority, GError **error)
{
  gint64 from_us = whole_second (tb_world_unix_us (world) - STRANGER_AGE_US), to_us = from_us + SIGNER_LIFETIME_US;
  g_autoptr (TbAuthority) root = NULL, issuing = NULL;
  TbStream stream;

  tb_stream_init (&stream, world->seed, "firmware/stranger");
  root = tb_authority_new_root (world->crypto, "Stranger Root CA", TB_KEY_P256, from_us, to_us, &stream, error);
  issuing = root != NULL ? tb_authority_new_issuing (root, "Stranger Issuing CA", TB_KEY_P256, from_us, to_us, &stream, error) : NULL;
  return issuing != NULL ? issue_signer (world, issuing, "Stranger", from_us, to_us, "firmware/stranger/signer", error) : NULL;
}

/* The certificate by which it proves itself in TLS. */
static TbIdentity *
get_server (TbWorld *world, guint32 authority, GError **error)
{
  return tb_identity_ref (tb_service_get (world, authority)->identity);
}

typedef TbIdentity *(*GetSigner) (TbWorld *world, guint32 authority, GError **error);

static const GetSigner signers[TB_FIRMWARE_N_KINDS] = {
  [TB_FIRMWARE_GOOD] = get_maker,
  [TB_FIRMWARE_UNSIGNED] = NULL,
  [TB_FIRMWARE_ALTERED] = get_maker,
  [TB_FIRMWARE_WRONG_KEY] = make_stranger,
  [TB_FIRMWARE_WRONG_PURPOSE] = get_server,
  [TB_FIRMWARE_WRONG_MODEL] = get_maker,
  [TB_FIRMWARE_EXPIRED] = make_ended,
  [TB_FIRMWARE_STOLEN_KEY] = get_maker,
};

/* --- what is in it --- */

/* Bytes that look like a program: nothing to see, and always the same. */
static GBytes *
make_payload (TbWorld *world, const TbFirmwareOrder *order)
{
  guint8 *bytes = g_malloc (order->size_bytes);
  TbStream stream;

  tb_stream_initf (&stream, world->seed, order->kind == TB_FIRMWARE_STOLEN_KEY ? "firmware/thief/%s/%u" : "firmware/%s/%u", order->group->name, order->version);
  tb_stream_fill (&stream, bytes, order->size_bytes);
  return g_bytes_new_take (bytes, order->size_bytes);
}

static GBytes *
flip_a_bit (GBytes *payload)
{
  gsize n = g_bytes_get_size (payload);
  guint8 *copy = g_memdup2 (g_bytes_get_data (payload, NULL), n);

  copy[n / 2] ^= 1;
  return g_bytes_new_take (copy, n);
}

static GBytes *
make_manifest (TbWorld *world, const TbFirmwareOrder *order, guint32 authority, GBytes *payload, GError **error)
{
  const char *model = order->kind == TB_FIRMWARE_WRONG_MODEL ? "other" : order->group->name;
  g_autoptr (TbFirmwareManifest) manifest = tb_firmware_manifest_new (tb_fleet_group_of (world->fleet, authority)->label, model, order->version, payload,
                                                                      tb_world_unix_us (world), error);

  return manifest != NULL ? tb_firmware_manifest_write (manifest) : NULL;
}

static GBytes *
make_envelope (TbWorld *world, const TbFirmwareOrder *order, GBytes *manifest, GError **error)
{
  g_autoptr (TbIdentity) signer = NULL;
  TbStream stream;

  if (signers[order->kind] == NULL)
    return g_bytes_ref (manifest);
  signer = signers[order->kind](world, order->signer, error);
  tb_stream_initf (&stream, world->seed, "firmware/sign/%s/%u/%" G_GINT64_FORMAT, order->group->name, order->version, world->now_us);
  return signer != NULL ? tb_firmware_sign (manifest, signer, &stream, error) : NULL;
}

/* Makes what is ordered, and keeps it as the group's newest. */
TbRelease *
tb_release_make (TbWorld *world, const TbFirmwareOrder *order, guint32 authority, GError **error)
{
  g_autoptr (GBytes) payload = make_payload (world, order), image = NULL;
  g_autoptr (GBytes) manifest = make_manifest (world, order, authority, payload, error);
  g_autoptr (GBytes) envelope = manifest != NULL ? make_envelope (world, order, manifest, error) : NULL;
  TbRelease *release;

  if (envelope == NULL)
    return NULL;
  release = g_new0 (TbRelease, 1);
  release->version = order->version;
  release->kind = order->kind;
  release->authority = authority;
  release->signer = order->signer;
  release->singles = g_hash_table_new (NULL, NULL);
  release->envelope = g_steal_pointer (&envelope);
  release->payload = order->kind == TB_FIRMWARE_ALTERED ? flip_a_bit (payload) : g_steal_pointer (&payload);
  image = tb_firmware_image_pack (release->envelope, release->payload);
  release->image = tb_world_add_payload (world, g_steal_pointer (&image));
  g_hash_table_replace (world->releases, GUINT_TO_POINTER (order->group->first), release);
  return release;
}

/* Returns: (nullable): what @device is to have */
const TbRelease *
tb_release_find (TbWorld *world, guint32 device)
{
  guint32 first = tb_fleet_group_of (world->fleet, device)->first;
  const TbRelease *release = g_hash_table_lookup (world->releases, GUINT_TO_POINTER (first));

  if (release == NULL || (device - first >= release->n_shared && !g_hash_table_contains (release->singles, GUINT_TO_POINTER (device))))
    return NULL;
  return release;
}
