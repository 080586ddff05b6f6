/* tb-acme-note: what an ACME server's owner writes down for it, so that accounts and certificates outlive the server: as JSON, by id, accounts by their key too. */
#include "tb-acme-private.h"

#include <string.h>

#define MAX_CACHED 512          /* certificates that can be found again */

/* --- writing --- */

static JsonArray *
list_texts (const char *const *texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  return array;
}

static char *
encode (TbCertificate *certificate)
{
  return tb_base64url_encode_bytes (tb_certificate_get_der (certificate));
}

static gboolean
keep (TbAcmeServer *server, TbAcmeNote *note, JsonObject *object, GError **error)
{
  char *text = tb_jose_print (object);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autoptr (GError) why = NULL;

  note->text = bytes;
  if (server->keeper.keep (note, server->keeper_data, &why))
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_SERVER_INTERNAL, "%s", why != NULL ? why->message : "Nothing can be written down");
  return FALSE;
}

/* Whether it was written down, or nobody does that. */
gboolean
tb_acme_note_account (TbAcmeServer *server, const TbAcmeAccount *account, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  TbAcmeNote note = { TB_ACME_NOTE_ACCOUNT, account->id, account->thumbprint, 0, NULL };
  JsonObject *jwk;

  if (server->keeper.keep == NULL)
    return TRUE;
  jwk = tb_jwk_write (account->key, error);
  if (jwk == NULL)
    return FALSE;
  json_object_set_object_member (object, "key", jwk);
  json_object_set_array_member (object, "contact", list_texts ((const char *const *) account->contacts));
  if (account->binding != NULL)
    json_object_set_string_member (object, "binding", account->binding);
  json_object_set_boolean_member (object, "agreed", account->has_agreed);
  json_object_set_boolean_member (object, "deactivated", account->status == TB_ACME_DEACTIVATED);
  return keep (server, &note, object, error);
}

gboolean
tb_acme_note_certificate (TbAcmeServer *server, const TbAcmeCertificate *kept, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *der = encode (kept->certificate);
  TbAcmeNote note = { TB_ACME_NOTE_CERTIFICATE, kept->id, NULL, tb_certificate_get_not_after_us (kept->certificate), NULL };
  JsonArray *chain = json_array_new ();

  for (guint i = 0; i < kept->chain->len; i++)
    {
      g_autofree char *above = encode (kept->chain->pdata[i]);

      json_array_add_string_element (chain, above);
    }
  json_object_set_string_member (object, "account", kept->account != NULL ? kept->account->id : "");
  json_object_set_string_member (object, "certificate", der);
  json_object_set_array_member (object, "chain", chain);
  json_object_set_array_member (object, "names", list_texts ((const char *const *) kept->names));
  json_object_set_boolean_member (object, "revoked", kept->is_revoked);
  json_object_set_boolean_member (object, "replaced", kept->is_replaced);
  return server->keeper.keep == NULL || keep (server, &note, object, error);
}

/* --- reading: notes are our own, but files get broken --- */

static JsonObject *
find (TbAcmeServer *server, TbAcmeNoteKind kind, const char *id, const char *key, char **found_id)
{
  g_autoptr (GBytes) text = server->keeper.find != NULL ? server->keeper.find (kind, id, key, found_id, server->keeper_data) : NULL;

  return text != NULL ? tb_jose_parse (text, NULL) : NULL;
}

static gboolean
is_set (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

static char **
read_texts (JsonObject *object, const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_string (element) != NULL)
        g_strv_builder_add (builder, json_node_get_string (element));
    }
  return g_strv_builder_end (builder);
}

static TbAcmeAccount *
read_account (TbAcmeServer *server, const char *id, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "key");
  g_autoptr (EVP_PKEY) key = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? tb_jwk_read (server->crypto, json_node_get_object (node), NULL) : NULL;
  g_autofree char *thumbprint = key != NULL ? tb_jwk_thumbprint (server->crypto, key, NULL) : NULL;
  TbAcmeAccount *account;

  if (thumbprint == NULL)
    return NULL;
  account = g_new0 (TbAcmeAccount, 1);
  account->id = g_strdup (id);
  account->key = g_steal_pointer (&key);
  account->thumbprint = g_steal_pointer (&thumbprint);
  account->contacts = read_texts (object, "contact");
  account->binding = g_strdup (tb_jose_get_text (object, "binding"));
  account->has_agreed = is_set (object, "agreed");
  account->status = is_set (object, "deactivated") ? TB_ACME_DEACTIVATED : TB_ACME_VALID;
  account->orders = g_ptr_array_new_with_free_func (g_free);
  return account;
}

void
tb_acme_add_account (TbAcmeServer *server, TbAcmeAccount *account)
{
  g_hash_table_insert (server->accounts, account->id, account);
  g_hash_table_insert (server->accounts_by_key, account->thumbprint, account);
}

static TbAcmeAccount *
recall_account (TbAcmeServer *server, const char *id, const char *thumbprint)
{
  g_autofree char *found_id = NULL;
  g_autoptr (JsonObject) object = find (server, TB_ACME_NOTE_ACCOUNT, id, thumbprint, &found_id);
  TbAcmeAccount *account = object != NULL ? read_account (server, found_id, object) : NULL;

  if (account != NULL)
    tb_acme_add_account (server, account);
  return account;
}

TbAcmeAccount *
tb_acme_find_account (TbAcmeServer *server, const char *id)
{
  TbAcmeAccount *account = g_hash_table_lookup (server->accounts, id);

  return account != NULL ? account : recall_account (server, id, NULL);
}

TbAcmeAccount *
tb_acme_find_account_by_key (TbAcmeServer *server, const char *thumbprint)
{
  TbAcmeAccount *account = g_hash_table_lookup (server->accounts_by_key, thumbprint);

  return account != NULL ? account : recall_account (server, NULL, thumbprint);
}

static TbCertificate *
decode (TbAcmeServer *server, const char *text)
{
  g_autoptr (GBytes) der = text != NULL ? tb_base64url_decode (text, NULL) : NULL;

  return der != NULL ? tb_certificate_new_from_der (server->crypto, der, NULL) : NULL;
}

static GPtrArray *
read_chain (TbAcmeServer *server, JsonObject *object)
{
  g_auto (GStrv) texts = read_texts (object, "chain");
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      TbCertificate *above = decode (server, texts[i]);

      if (above != NULL)
        g_ptr_array_add (chain, above);
    }
  return chain;
}

static TbAcmeCertificate *
read_certificate (TbAcmeServer *server, const char *id, JsonObject *object)
{
  TbCertificate *certificate = decode (server, tb_jose_get_text (object, "certificate"));
  const char *account = tb_jose_get_text (object, "account");
  TbAcmeCertificate *kept;

  if (certificate == NULL)
    return NULL;
  kept = g_new0 (TbAcmeCertificate, 1);
  kept->id = g_strdup (id);
  kept->certificate = certificate;
  kept->chain = read_chain (server, object);
  kept->account = account != NULL ? tb_acme_find_account (server, account) : NULL;
  kept->names = read_texts (object, "names");
  kept->is_revoked = is_set (object, "revoked");
  kept->is_replaced = is_set (object, "replaced");
  return kept;
}

/* What is written down need not be remembered as well: of that only the latest are. */
void
tb_acme_add_certificate (TbAcmeServer *server, TbAcmeCertificate *kept)
{
  while (server->keeper.find != NULL && server->certificate_ages.length >= MAX_CACHED)
    g_hash_table_remove (server->certificates, g_queue_pop_head (&server->certificate_ages));
  g_hash_table_insert (server->certificates, kept->id, kept);
  g_queue_push_tail (&server->certificate_ages, kept->id);
}

/* Valid until the next certificate is found or added. */
TbAcmeCertificate *
tb_acme_find_certificate (TbAcmeServer *server, const char *id, gint64 now_us)
{
  TbAcmeCertificate *kept = g_hash_table_lookup (server->certificates, id);
  g_autoptr (JsonObject) object = kept == NULL ? find (server, TB_ACME_NOTE_CERTIFICATE, id, NULL, NULL) : NULL;

  if (object != NULL)
    kept = read_certificate (server, id, object);
  if (object == NULL || kept == NULL)
    return kept;
  tb_acme_add_certificate (server, kept);
  return tb_certificate_get_not_after_us (kept->certificate) > now_us ? kept : NULL;
}

/**
 * tb_acme_server_set_keeper:
 * @server: a server that has not been asked anything
 * @keeper: who writes down what has to outlive the server; copied
 * @data: for its functions
 *
 * Lets accounts and certificates outlive the server: what is answered with success was written down before.
 */
void
tb_acme_server_set_keeper (TbAcmeServer *server, const TbAcmeKeeper *keeper, gpointer data)
{
  server->keeper = *keeper;
  server->keeper_data = data;
}
