/* tb-firmware-record: see the header. Two byte strings in one are a GVariant, words with names a key file: GLib reads both. */
#include "tb-firmware-record.h"

#include <string.h>

#include "tb-mqtt.h"

#define GROUP "Refusal"
#define IMAGE_TYPE G_VARIANT_TYPE ("(ayay)")

static const char *const kinds[TB_FIRMWARE_N_KINDS] = {
  [TB_FIRMWARE_GOOD] = "good", [TB_FIRMWARE_UNSIGNED] = "unsigned", [TB_FIRMWARE_ALTERED] = "altered", [TB_FIRMWARE_WRONG_KEY] = "wrong-key",
  [TB_FIRMWARE_WRONG_PURPOSE] = "wrong-purpose", [TB_FIRMWARE_WRONG_MODEL] = "wrong-model", [TB_FIRMWARE_EXPIRED] = "expired",
  [TB_FIRMWARE_STOLEN_KEY] = "stolen-key",
};

/**
 * tb_firmware_kind_to_code:
 * @kind: a kind
 *
 * Returns: (transfer none): its stable code
 */
const char *
tb_firmware_kind_to_code (TbFirmwareKind kind)
{
  return kinds[kind];
}

/**
 * tb_firmware_kind_from_code:
 * @code: such as `altered`
 * @kind: (out): the kind
 *
 * Returns: whether there is such a kind
 */
gboolean
tb_firmware_kind_from_code (const char *code, TbFirmwareKind *kind)
{
  for (guint i = 0; i < TB_FIRMWARE_N_KINDS; i++)
    if (strcmp (kinds[i], code) == 0)
      {
        *kind = (TbFirmwareKind) i;
        return TRUE;
      }
  return FALSE;
}

/* --- images --- */

/**
 * tb_firmware_image_pack:
 * @envelope: the signed manifest
 * @payload: the firmware
 *
 * Returns: (transfer full): both, for the journal
 */
GBytes *
tb_firmware_image_pack (GBytes *envelope, GBytes *payload)
{
  g_autoptr (GVariant) image = g_variant_ref_sink (g_variant_new ("(@ay@ay)", g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, envelope, TRUE),
                                                                  g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, payload, TRUE)));

  return g_variant_get_data_as_bytes (image);
}

static GBytes *
dup_child (GVariant *image, gsize i)
{
  g_autoptr (GVariant) child = g_variant_get_child_value (image, i);

  return g_variant_get_data_as_bytes (child);
}

/**
 * tb_firmware_image_unpack:
 * @image: payload of a record
 * @envelope: (out) (transfer full): the signed manifest
 * @payload: (out) (transfer full): the firmware
 *
 * Returns: %FALSE when @image is none
 */
gboolean
tb_firmware_image_unpack (GBytes *image, GBytes **envelope, GBytes **payload)
{
  g_autoptr (GVariant) both = g_variant_ref_sink (g_variant_new_from_bytes (IMAGE_TYPE, image, FALSE));

  if (!g_variant_is_normal_form (both))
    return FALSE;
  *envelope = dup_child (both, 0);
  *payload = dup_child (both, 1);
  return TRUE;
}

/**
 * tb_firmware_image_dup_chunk:
 * @image: payload of a record
 * @number: which piece: 0 is the signed manifest, those after it the payload
 *
 * Returns: (transfer full) (nullable): what is sent of it as one message, MQTT and all; %NULL when there is no such piece
 */
GBytes *
tb_firmware_image_dup_chunk (GBytes *image, guint32 number)
{
  g_autoptr (GBytes) envelope = NULL, payload = NULL, piece = NULL;
  gsize at;

  if (!tb_firmware_image_unpack (image, &envelope, &payload))
    return NULL;
  if (number == 0)
    return tb_mqtt_publish_bytes (TB_FIRMWARE_TOPIC, envelope);
  at = (gsize) (number - 1) * TB_FIRMWARE_CHUNK_BYTES;
  if (at >= g_bytes_get_size (payload))
    return NULL;
  piece = g_bytes_new_from_bytes (payload, at, MIN (TB_FIRMWARE_CHUNK_BYTES, g_bytes_get_size (payload) - at));
  return tb_mqtt_publish_bytes (TB_FIRMWARE_TOPIC, piece);
}

/* --- transfers: five little-endian numbers --- */

/**
 * tb_firmware_transfer_pack:
 * @transfer: a transfer
 *
 * Returns: (transfer full): the payload for the journal
 */
GBytes *
tb_firmware_transfer_pack (const TbFirmwareTransfer *transfer)
{
  const guint32 words[] = { GUINT32_TO_LE (transfer->transcript), GUINT32_TO_LE (transfer->first_sequence), GUINT32_TO_LE (transfer->image),
                            GUINT32_TO_LE (transfer->broker), GUINT32_TO_LE (transfer->n_chunks) };

  return g_bytes_new (words, sizeof words);
}

/**
 * tb_firmware_transfer_unpack:
 * @bytes: payload of an offer
 * @transfer: (out caller-allocates): what it says
 *
 * Returns: %FALSE when @bytes are no transfer
 */
gboolean
tb_firmware_transfer_unpack (GBytes *bytes, TbFirmwareTransfer *transfer)
{
  guint32 words[5];
  gsize n;
  gconstpointer data = g_bytes_get_data (bytes, &n);

  if (n != sizeof words)
    return FALSE;
  memcpy (words, data, sizeof words);
  *transfer = (TbFirmwareTransfer) { GUINT32_FROM_LE (words[0]), GUINT32_FROM_LE (words[1]), GUINT32_FROM_LE (words[2]), GUINT32_FROM_LE (words[3]),
                                      GUINT32_FROM_LE (words[4]) };
  return TRUE;
}

/* --- refusals --- */

static const struct
{
  const char *key;
  gsize offset;
} texts[] = {
  { "Reason", G_STRUCT_OFFSET (TbFirmwareRefusal, reason) }, { "Check", G_STRUCT_OFFSET (TbFirmwareRefusal, check) },
  { "What", G_STRUCT_OFFSET (TbFirmwareRefusal, what) },     { "Source", G_STRUCT_OFFSET (TbFirmwareRefusal, source) },
  { "Expected", G_STRUCT_OFFSET (TbFirmwareRefusal, expected) }, { "Found", G_STRUCT_OFFSET (TbFirmwareRefusal, found) },
};

/**
 * tb_firmware_refusal_pack:
 * @verdict: a verdict that says no
 *
 * Returns: (transfer full): why, for the journal
 */
GBytes *
tb_firmware_refusal_pack (const TbFirmwareVerdict *verdict)
{
  const TbCheck *failure = tb_firmware_verdict_get_failure (verdict);
  const char *const values[] = { verdict->reason, failure->rule->code, failure->rule->what, failure->rule->source, failure->expected, failure->found };
  g_autoptr (GKeyFile) file = g_key_file_new ();
  char *text;
  gsize n;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *valid = g_utf8_make_valid (values[i], -1);

      g_key_file_set_string (file, GROUP, texts[i].key, valid);
    }
  text = g_key_file_to_data (file, &n, NULL);
  return g_bytes_new_take (text, n);
}

/**
 * tb_firmware_refusal_unpack:
 * @bytes: payload of a refusal
 *
 * Returns: (transfer full) (nullable): what it says, %NULL when it is none
 */
TbFirmwareRefusal *
tb_firmware_refusal_unpack (GBytes *bytes)
{
  g_autoptr (TbFirmwareRefusal) refusal = g_new0 (TbFirmwareRefusal, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char *text = g_key_file_get_string (file, GROUP, texts[i].key, NULL);

      if (text == NULL)
        return NULL;
      G_STRUCT_MEMBER (char *, refusal, texts[i].offset) = text;
    }
  return g_steal_pointer (&refusal);
}

/**
 * tb_firmware_refusal_free:
 * @refusal: (transfer full): a refusal
 */
void
tb_firmware_refusal_free (TbFirmwareRefusal *refusal)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, refusal, texts[i].offset));
  g_free (refusal);
}

/* --- progress --- */

/**
 * tb_firmware_updates_find:
 * @updates: the updates so far
 * @group_first: the first device of a group
 *
 * Returns: (transfer none) (nullable): the group's newest, %NULL when it has had none
 */
const TbFirmwareProgress *
tb_firmware_updates_find (const TbFirmwareUpdates *updates, guint32 group_first)
{
  for (guint i = 0; i < updates->n; i++)
    if (updates->rows[i].group_first == group_first)
      return &updates->rows[i];
  return NULL;
}

/**
 * tb_firmware_progress_get_pending:
 * @progress: an update
 *
 * Returns: how many devices are to have it and have neither installed nor refused it
 */
guint32
tb_firmware_progress_get_pending (const TbFirmwareProgress *progress)
{
  guint32 done = progress->n_installed + progress->n_refused;

  return progress->n_wanted > done ? progress->n_wanted - done : 0;
}
