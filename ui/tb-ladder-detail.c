/* tb-ladder-detail: see the header. A message of which nothing special is known has no such words. */
#include "tb-ladder-detail.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-certificate.h"
#include "tb-field-item.h"

#define CONTENT_CHANGE_CIPHER_SPEC 20
#define CONTENT_HANDSHAKE 22
#define MAX_CHAIN 8

static char *
certificate_names (TbTranscript *transcript, guint number)
{
  const TbMessage *message = tb_transcript_get_message (transcript, number);
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; crypto != NULL && i < MAX_CHAIN; i++)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, message->from, i);
      g_autoptr (TbCertificate) certificate = der ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;

      if (certificate == NULL)
        break;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", tb_certificate_get_common_name (certificate));
    }
  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : g_strdup (_("none"));
}

static char *
signature_algorithm (TbTranscript *transcript, guint number)
{
  g_autoptr (TbFieldItem) fields = tb_field_item_new_for_field (tb_dissect_message (transcript, number), NULL);
  TbFieldItem *field = tb_field_item_find_name (fields, "algorithm", 0);
  char *algorithm = g_strdup (field ? tb_field_item_get_value (field) : "");
  char *code = strstr (algorithm, " (");

  if (code != NULL)
    *code = '\0';
  return algorithm;
}

static char *
chosen_cipher (TbTranscript *transcript, guint number)
{
  return g_strdup (tb_transcript_get_cipher (transcript));
}

static char *
asked_host (TbTranscript *transcript, guint number)
{
  return g_strdup_printf (_("for %s"), tb_transcript_get_host (transcript));
}

/* By handshake type (RFC 9846 section 4). */
static const struct
{
  guint8 type;
  char *(*make) (TbTranscript *transcript, guint number);
} rows[] = { { 1, asked_host }, { 2, chosen_cipher }, { 11, certificate_names }, { 15, signature_algorithm } };

/**
 * tb_ladder_detail_for_message:
 * @transcript: a handshake
 * @message: which of its messages
 *
 * Returns: (transfer full): what is most worth knowing of it, or ""
 */
char *
tb_ladder_detail_for_message (TbTranscript *transcript, guint message)
{
  const TbMessage *found = tb_transcript_get_message (transcript, message);

  if (found->content_type == CONTENT_CHANGE_CIPHER_SPEC)
    return g_strdup (_("means nothing, kept for old boxes on the path"));
  if (found->content_type != CONTENT_HANDSHAKE)
    return g_strdup ("");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].type == found->type)
      return rows[i].make (transcript, message);
  return g_strdup ("");
}
