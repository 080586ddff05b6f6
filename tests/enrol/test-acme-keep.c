/* What an ACME server knows outlives it when somebody keeps it, is bounded, and is of addresses as well as of names. */
#include "acme-fixture.h"

#include <string.h>

#include "tb-acme-name.h"

/* --- a keeper in memory --- */

typedef struct
{
  char *key;
  GBytes *text;
} Kept;

typedef struct
{
  GHashTable *notes[TB_ACME_N_NOTES];   /* id -> Kept */
  gboolean is_full;
} Memory;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->key);
  g_bytes_unref (kept->text);
  g_free (kept);
}

static gboolean
keep (const TbAcmeNote *note, gpointer data, GError **error)
{
  Memory *memory = data;
  Kept *kept;

  if (memory->is_full)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "The disk is full");
      return FALSE;
    }
  kept = g_new0 (Kept, 1);
  kept->key = g_strdup (note->key);
  kept->text = g_bytes_ref (note->text);
  g_hash_table_insert (memory->notes[note->kind], g_strdup (note->id), kept);
  return TRUE;
}

static GBytes *
find (TbAcmeNoteKind kind, const char *id, const char *key, char **found_id, gpointer data)
{
  GHashTableIter iter;
  const char *at;
  Kept *kept;

  g_hash_table_iter_init (&iter, ((Memory *) data)->notes[kind]);
  while (g_hash_table_iter_next (&iter, (gpointer *) &at, (gpointer *) &kept))
    if (id != NULL ? strcmp (at, id) == 0 : g_strcmp0 (kept->key, key) == 0)
      {
        if (found_id != NULL)
          *found_id = g_strdup (at);
        return g_bytes_ref (kept->text);
      }
  return NULL;
}

static void
memory_init (Memory *memory, AcmeFixture *fixture)
{
  memory->is_full = FALSE;
  for (guint i = 0; i < TB_ACME_N_NOTES; i++)
    memory->notes[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  fixture->keeper = (TbAcmeKeeper) { keep, find };
  fixture->keeper_data = memory;
  acme_restart (fixture);
  g_free (fixture->kid);
  fixture->kid = acme_account (fixture, fixture->key);
}

static void
memory_clear (Memory *memory)
{
  for (guint i = 0; i < TB_ACME_N_NOTES; i++)
    g_hash_table_unref (memory->notes[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Memory, memory_clear)

#define POST(route, payload) acme_post (fixture, route, fixture->kid, fixture->key, payload)
#define ORDER "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}]}"

/* --- what outlives a server --- */

static void
an_account_outlives_the_server (AcmeFixture *fixture, gconstpointer data)
{
  g_auto (Memory) memory;
  g_autoptr (TbHttpResponse) changed = NULL, again = NULL, order = NULL;
  g_autoptr (JsonObject) said = NULL;
  const char *contact;

  memory_init (&memory, fixture);
  changed = acme_post_url (fixture, fixture->kid, fixture->kid, fixture->key, "{\"contact\":[\"mailto:new@school.lab\"]}");
  acme_assert_status (changed, 200);
  acme_restart (fixture);
  order = POST ("new-order", ORDER);
  acme_assert_status (order, 201);
  acme_restart (fixture);
  again = acme_post (fixture, "new-account", NULL, fixture->key, "{\"onlyReturnExisting\":true}");
  acme_assert_status (again, 200);
  g_assert_cmpstr (tb_http_fields_get (again->fields, "Location"), ==, fixture->kid);
  said = acme_body (again);
  contact = json_array_get_string_element (json_object_get_array_member (said, "contact"), 0);
  g_assert_cmpstr (contact, ==, "mailto:new@school.lab");
  g_assert_true (json_object_get_boolean_member (said, "termsOfServiceAgreed"));
}

static void
a_deactivated_account_stays_so (AcmeFixture *fixture, gconstpointer data)
{
  g_auto (Memory) memory;
  g_autoptr (TbHttpResponse) changed = NULL;

  memory_init (&memory, fixture);
  changed = acme_post_url (fixture, fixture->kid, fixture->kid, fixture->key, "{\"status\":\"deactivated\"}");
  acme_assert_status (changed, 200);
  acme_restart (fixture);
  acme_assert_problem (POST ("new-order", ORDER), 403, "unauthorized");
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->key, "{}"), 403, "unauthorized");
}

static void
a_certificate_outlives_the_server (AcmeFixture *fixture, gconstpointer data)
{
  g_auto (Memory) memory;
  g_autofree char *url = NULL, *text = NULL, *payload = NULL, *id = NULL, *renewal = NULL, *order = NULL;
  g_autoptr (TbCertificate) certificate = NULL, again = NULL;
  g_autoptr (TbHttpResponse) info = NULL, replacing = NULL, revoked = NULL;

  memory_init (&memory, fixture);
  url = acme_issue (fixture, "a.lab");
  certificate = acme_get_certificate (fixture, url);
  id = tb_acme_certificate_id (certificate);
  acme_restart (fixture);
  again = acme_get_certificate (fixture, url);
  g_assert_true (g_bytes_equal (tb_certificate_get_der (again), tb_certificate_get_der (certificate)));
  acme_restart (fixture);
  renewal = g_strconcat (BASE "/renewal-info/", id, NULL);
  info = acme_send (fixture, "GET", renewal, NULL, NULL);
  acme_assert_status (info, 200);
  order = g_strdup_printf ("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}],\"replaces\":\"%s\"}", id);
  replacing = POST ("new-order", order);
  acme_assert_status (replacing, 201);
  text = tb_base64url_encode_bytes (tb_certificate_get_der (certificate));
  payload = g_strdup_printf ("{\"certificate\":\"%s\"}", text);
  acme_restart (fixture);
  revoked = POST ("revoke-cert", payload);
  acme_assert_status (revoked, 200);
  acme_restart (fixture);
  acme_assert_problem (POST ("revoke-cert", payload), 400, "alreadyRevoked");
  fixture->now_us += 91 * DAY_US;
  acme_restart (fixture);
  acme_assert_problem (acme_post_url (fixture, url, fixture->kid, fixture->key, ""), 404, "malformed");
}

static void
an_order_in_flight_is_lost_and_says_so (AcmeFixture *fixture, gconstpointer data)
{
  g_auto (Memory) memory;
  g_autofree char *url = NULL, *finalize = NULL;

  memory_init (&memory, fixture);
  url = acme_order (fixture, "a.lab", NULL);
  finalize = acme_ready (fixture, "b.lab");
  acme_restart (fixture);
  acme_assert_problem (acme_post_url (fixture, url, fixture->kid, fixture->key, ""), 404, "malformed");
  acme_assert_problem (acme_post_url (fixture, finalize, fixture->kid, fixture->key, "{\"csr\":\"\"}"), 404, "malformed");
  g_free (acme_issue (fixture, "b.lab"));
}

static void
what_cannot_be_kept_is_not_given (AcmeFixture *fixture, gconstpointer data)
{
  g_auto (Memory) memory;
  g_autoptr (TbKey) fresh = acme_key ("fresh", TB_KEY_P256);
  g_autofree char *finalize = NULL, *text = NULL, *payload = NULL;
  g_autoptr (GBytes) csr = acme_csr (fixture->device_key, NULL, "DNS:a.lab");

  memory_init (&memory, fixture);
  finalize = acme_ready (fixture, "a.lab");
  text = tb_base64url_encode_bytes (csr);
  payload = g_strdup_printf ("{\"csr\":\"%s\"}", text);
  memory.is_full = TRUE;
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fresh, "{}"), 500, "serverInternal");
  acme_assert_problem (acme_post_url (fixture, finalize, fixture->kid, fixture->key, payload), 500, "serverInternal");
}

static void
broken_notes_are_no_notes (AcmeFixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "{", "[]", "{}", "{\"key\":1}", "{\"key\":{\"kty\":\"EC\"}}", "{\"certificate\":\"AAAA\"}", "{\"certificate\":[]}" };
  g_auto (Memory) memory;
  g_autofree char *url = NULL;

  memory_init (&memory, fixture);
  url = acme_issue (fixture, "a.lab");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (guint kind = 0; kind < TB_ACME_N_NOTES; kind++)
        {
          GHashTableIter iter;
          Kept *kept;

          g_hash_table_iter_init (&iter, memory.notes[kind]);
          while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &kept))
            {
              g_bytes_unref (kept->text);
              kept->text = g_bytes_new_static (texts[i], strlen (texts[i]));
            }
        }
      acme_restart (fixture);
      acme_assert_problem (POST ("new-order", ORDER), 400, "accountDoesNotExist");
      g_free (acme_account (fixture, fixture->other_key));
      acme_assert_problem (acme_send (fixture, "GET", BASE "/renewal-info/AAAA", NULL, NULL), 404, "malformed");
    }
}

/* --- what others do, and bounds --- */

static void
what_was_revoked_elsewhere_is_renewed_at_once (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *url = acme_issue (fixture, "a.lab"), *renewal = NULL, *id = NULL, *text = NULL, *payload = NULL;
  g_autoptr (TbCertificate) certificate = acme_get_certificate (fixture, url);
  g_autoptr (TbHttpResponse) info = NULL;
  g_autoptr (JsonObject) said = NULL;

  id = tb_acme_certificate_id (certificate);
  renewal = g_strconcat (BASE "/renewal-info/", id, NULL);
  fixture->is_revoked_elsewhere = TRUE;
  info = acme_send (fixture, "GET", renewal, NULL, NULL);
  said = acme_body (info);
  g_assert_cmpstr (tb_jose_get_text (json_object_get_object_member (said, "suggestedWindow"), "end"), ==, "2026-03-02T05:00:00Z");
  text = tb_base64url_encode_bytes (tb_certificate_get_der (certificate));
  payload = g_strdup_printf ("{\"certificate\":\"%s\"}", text);
  acme_assert_problem (POST ("revoke-cert", payload), 400, "alreadyRevoked");
}

static void
the_oldest_order_makes_room (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL, list = NULL;
  g_autofree char *first = acme_order (fixture, "a.lab", &order), *orders = NULL, *authorization = NULL, *last = NULL;
  g_autoptr (TbHttpResponse) response = NULL, seen = NULL;

  authorization = g_strdup (json_array_get_string_element (json_object_get_array_member (order, "authorizations"), 0));
  tb_acme_server_set_max_orders (fixture->server, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_free (last);
      last = acme_order (fixture, "b.lab", NULL);
    }
  acme_assert_problem (acme_post_url (fixture, first, fixture->kid, fixture->key, ""), 404, "malformed");
  acme_assert_problem (acme_post_url (fixture, authorization, fixture->kid, fixture->key, ""), 404, "malformed");
  seen = acme_post_url (fixture, last, fixture->kid, fixture->key, "");
  acme_assert_status (seen, 200);
  orders = g_strconcat (BASE "/orders/", strrchr (fixture->kid, '/') + 1, NULL);
  response = acme_post_url (fixture, orders, fixture->kid, fixture->key, "");
  list = acme_body (response);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (list, "orders")), ==, 3);
  g_free (acme_issue (fixture, "c.lab"));
}

static void
orders_for_many_names_make_room_too (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL;
  g_autofree char *first = acme_order (fixture, "a.lab", &order), *last = NULL;
  g_autoptr (TbHttpResponse) seen = NULL;

  tb_acme_server_set_max_orders (fixture->server, 3);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a%u.lab\"},{\"type\":\"dns\",\"value\":\"b%u.lab\"},"
                                                  "{\"type\":\"dns\",\"value\":\"c%u.lab\"},{\"type\":\"dns\",\"value\":\"d%u.lab\"},"
                                                  "{\"type\":\"dns\",\"value\":\"e%u.lab\"},{\"type\":\"dns\",\"value\":\"f%u.lab\"}]}", i, i, i, i, i, i);
      g_autoptr (TbHttpResponse) response = POST ("new-order", payload);

      acme_assert_status (response, 201);
    }
  last = acme_order (fixture, "b.lab", NULL);
  acme_assert_problem (acme_post_url (fixture, first, fixture->kid, fixture->key, ""), 404, "malformed");
  seen = acme_post_url (fixture, last, fixture->kid, fixture->key, "");
  acme_assert_status (seen, 200);
}

static void
there_are_only_so_many_accounts (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbKey) other = acme_key ("one-more", TB_KEY_P256);
  g_autoptr (TbHttpResponse) again = NULL;

  tb_acme_server_set_max_accounts (fixture->server, 2);
  acme_assert_problem (acme_post (fixture, "new-account", NULL, other, "{}"), 429, "rateLimited");
  again = acme_post (fixture, "new-account", NULL, fixture->key, "{}");
  acme_assert_status (again, 200);
  tb_acme_server_set_max_accounts (fixture->server, 3);
  g_free (acme_account (fixture, other));
}

/* --- addresses --- */

static void
an_address_is_certified (AcmeFixture *fixture, gconstpointer data)
{
  static const struct { const char *address, *printed; } rows[] = { { "192.0.2.7", "192.0.2.7" }, { "2001:db8::1", "2001:db8::1" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *url = acme_issue (fixture, rows[i].address);
      g_autoptr (TbCertificate) certificate = acme_get_certificate (fixture, url);

      g_assert_cmpint (X509_check_ip_asc (tb_certificate_get_x509 (certificate), rows[i].printed, 0), ==, 1);
    }
}

static void
an_address_comes_by_tls_too (AcmeFixture *fixture, gconstpointer data)
{
  static const char *const asked[] = { "192.0.2.7", NULL };
  g_autoptr (GBytes) csr = acme_csr (fixture->device_key, NULL, "IP:192.0.2.7");
  TbStream stream = pki_stream ("client-signs");
  TbAcmeClientTerms terms = { .directory_url = BASE "/directory", .account_key = fixture->key, .names = asked, .csr = csr, .challenge = TB_ACME_TLS_ALPN_01 };
  g_autoptr (TbAcmeClient) client = tb_acme_client_new (&terms, &stream);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (acme_drive (fixture, client, TRUE, &error), ==, TB_ACME_STEP_DONE);
  g_assert_no_error (error);
}

static void
an_address_is_not_proven_by_dns (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL, authorization = NULL;
  g_autoptr (TbHttpResponse) seen = NULL;
  JsonArray *challenges;

  g_free (acme_order (fixture, "192.0.2.7", &order));
  seen = acme_post_url (fixture, json_array_get_string_element (json_object_get_array_member (order, "authorizations"), 0), fixture->kid, fixture->key, "");
  authorization = acme_body (seen);
  challenges = json_object_get_array_member (authorization, "challenges");
  g_assert_cmpstr (tb_jose_get_text (json_object_get_object_member (authorization, "identifier"), "type"), ==, "ip");
  g_assert_cmpuint (json_array_get_length (challenges), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (tb_jose_get_text (json_array_get_object_element (challenges, i), "type"), !=, "dns-01");
  tb_acme_server_set_challenges (fixture->server, 1 << TB_ACME_DNS_01);
  acme_assert_problem (POST ("new-order", "{\"identifiers\":[{\"type\":\"ip\",\"value\":\"192.0.2.7\"}]}"), 403, "rejectedIdentifier");
}

static void
addresses_are_written_in_one_way (AcmeFixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = { "a.lab", "192.0.2.07", "192.0.2", "2001:db8:0::1", "[2001:db8::1]", "2001:db8::1%1", "" };
  g_autofree char *v4 = tb_acme_name_to_reverse ("192.0.2.7"), *v6 = tb_acme_name_to_reverse ("2001:db8::1");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"identifiers\":[{\"type\":\"ip\",\"value\":\"%s\"}]}", wrong[i]);

      acme_assert_problem (POST ("new-order", payload), 400, "malformed");
    }
  g_assert_cmpstr (v4, ==, "7.2.0.192.in-addr.arpa");
  g_assert_cmpstr (v6, ==, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

#define ADD(name, function) g_test_add ("/acme-keep/" name, AcmeFixture, NULL, acme_set_up, function, acme_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an-account-outlives-the-server", an_account_outlives_the_server);
  ADD ("a-deactivated-account-stays-so", a_deactivated_account_stays_so);
  ADD ("a-certificate-outlives-the-server", a_certificate_outlives_the_server);
  ADD ("an-order-in-flight-is-lost-and-says-so", an_order_in_flight_is_lost_and_says_so);
  ADD ("what-cannot-be-kept-is-not-given", what_cannot_be_kept_is_not_given);
  ADD ("broken-notes-are-no-notes", broken_notes_are_no_notes);
  ADD ("what-was-revoked-elsewhere-is-renewed-at-once", what_was_revoked_elsewhere_is_renewed_at_once);
  ADD ("the-oldest-order-makes-room", the_oldest_order_makes_room);
  ADD ("orders-for-many-names-make-room-too", orders_for_many_names_make_room_too);
  ADD ("there-are-only-so-many-accounts", there_are_only_so_many_accounts);
  ADD ("an-address-is-certified", an_address_is_certified);
  ADD ("an-address-comes-by-tls-too", an_address_comes_by_tls_too);
  ADD ("an-address-is-not-proven-by-dns", an_address_is_not_proven_by_dns);
  ADD ("addresses-are-written-in-one-way", addresses_are_written_in_one_way);
  return g_test_run ();
}
