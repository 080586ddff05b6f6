/* Fuzzes dissection: the first byte says what the rest is taken for. No field may reach beyond the one it is in. */
#include "fuzz.h"

#include "tb-dissect.h"
#include "tls-fixture.h"

static TbField *(*const dissectors[]) (const guint8 *bytes, gsize n_bytes) = { tb_dissect_handshake, tb_dissect_certificate, tb_dissect_mqtt };

static void
check (const TbField *field, gsize from, gsize to)
{
  if (field->offset < from || field->offset > to || field->length > to - field->offset || !g_utf8_validate (field->value, -1, NULL))
    g_error ("field %s lies at %" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT " bytes", field->name, field->offset, field->length);
  for (guint i = 0; field->children != NULL && i < field->children->len; i++)
    check (g_ptr_array_index (field->children, i), field->offset, field->offset + field->length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (TbField) root = NULL;

  if (n_bytes == 0)
    return 0;
  root = dissectors[data[0] % G_N_ELEMENTS (dissectors)] (data + 1, n_bytes - 1);
  check (root, 0, n_bytes - 1);
  return 0;
}

static void
add_seed (GPtrArray *seeds, guint8 dissector, const guint8 *bytes, gsize n_bytes)
{
  GByteArray *seed = g_byte_array_new ();

  g_byte_array_append (seed, &dissector, 1);
  g_byte_array_append (seed, bytes, n_bytes);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}

static void
add_messages (GPtrArray *seeds, TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_message_plain (transcript, i, &n_bytes);

      if (tb_transcript_get_message (transcript, i)->content_type == 22)
        add_seed (seeds, 0, bytes, n_bytes);
    }
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char mqtt[] = "\x10\x18\x00\x04MQTT\x04\xc2\x00\x3c\x00\x03" "cam\x00\x02me\x00\x03pwd\x32\x08\x00\x04" "door\x00\x07"
                             "\x82\x06\x00\x08\x00\x01#\x00";
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  TlsFixture fixture = { 0 };
  g_autoptr (TbTranscript) transcript = NULL;

  tls_fixture_set_up (&fixture, GUINT_TO_POINTER (TB_KEY_P256));
  transcript = tls_run (&fixture, fixture.broker, fixture.lock_identity, "fuzz");
  add_messages (seeds, transcript);
  for (TbSide side = TB_SIDE_CLIENT; side <= TB_SIDE_SERVER; side++)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, side, 0);

      add_seed (seeds, 1, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
    }
  add_seed (seeds, 2, (const guint8 *) mqtt, sizeof mqtt - 1);
  tls_fixture_tear_down (&fixture, NULL);
  return seeds;
}
