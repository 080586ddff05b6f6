/* The ACME server says no as RFC 8555 has it: to wrong signatures, nonces, addresses and keys, and to what is not to be had. */
#include "acme-fixture.h"

#include <string.h>

#define POST(route, payload) acme_post (fixture, route, fixture->kid, fixture->key, payload)
#define ORDER_OF(type, value) "{\"identifiers\":[{\"type\":\"" type "\",\"value\":\"" value "\"}]}"

/* A request with a header of one's own, signed rightly or not. */
static TbHttpResponse *
post_terms (AcmeFixture *fixture, const char *sent_to, const char *url, const char *nonce, const char *kid, TbKey *key)
{
  TbJwsTerms terms = { url, nonce, kid };
  g_autoptr (GBytes) payload = g_bytes_new_static (ORDER_OF ("dns", "a.lab"), strlen (ORDER_OF ("dns", "a.lab")));
  g_autoptr (JsonObject) jws = tb_jws_sign (&terms, payload, key, &fixture->stream, NULL);

  return acme_post_jws (fixture, sent_to, jws);
}

/* --- who asks --- */

static void
a_directory_says_where_things_are (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbHttpResponse) response = acme_send (fixture, "GET", BASE "/directory", NULL, NULL);
  g_autoptr (JsonObject) said = acme_body (response);

  acme_assert_status (response, 200);
  g_assert_cmpstr (tb_jose_get_text (said, "newOrder"), ==, BASE "/new-order");
  g_assert_cmpstr (tb_jose_get_text (said, "renewalInfo"), ==, BASE "/renewal-info");
  g_assert_null (tb_http_fields_get (response->fields, "Replay-Nonce"));
}

static void
a_nonce_is_good_once_and_not_for_ever (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *nonce = acme_nonce (fixture), *late = NULL;
  g_autoptr (TbHttpResponse) first = post_terms (fixture, BASE "/new-order", BASE "/new-order", nonce, fixture->kid, fixture->key);
  g_autoptr (TbHttpResponse) second = post_terms (fixture, BASE "/new-order", BASE "/new-order", nonce, fixture->kid, fixture->key);

  acme_assert_status (first, 201);
  g_assert_nonnull (tb_http_fields_get (second->fields, "Replay-Nonce"));
  acme_assert_problem (g_steal_pointer (&second), 400, "badNonce");
  acme_assert_problem (post_terms (fixture, BASE "/new-order", BASE "/new-order", NULL, fixture->kid, fixture->key), 400, "badNonce");
  acme_assert_problem (post_terms (fixture, BASE "/new-order", BASE "/new-order", "AAAA", fixture->kid, fixture->key), 400, "badNonce");
  late = acme_nonce (fixture);
  fixture->now_us += fixture->policy.nonce_lifetime_us;
  acme_assert_problem (post_terms (fixture, BASE "/new-order", BASE "/new-order", late, fixture->kid, fixture->key), 400, "badNonce");
}

static void
the_oldest_nonce_makes_room (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *old = acme_nonce (fixture);

  for (guint i = 0; i < fixture->policy.max_nonces; i++)
    g_free (acme_nonce (fixture));
  acme_assert_problem (post_terms (fixture, BASE "/new-order", BASE "/new-order", old, fixture->kid, fixture->key), 400, "badNonce");
}

static void
a_request_for_another_address_is_refused (AcmeFixture *fixture, gconstpointer data)
{
  static const char *const urls[] = { BASE "/new-orde", BASE "/new-order/", "http://acme.lab/acme/new-order", "https://evil.lab/acme/new-order", "" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *nonce = acme_nonce (fixture);

      acme_assert_problem (post_terms (fixture, BASE "/new-order", urls[i], nonce, fixture->kid, fixture->key), 403, "unauthorized");
    }
}

static void
an_account_is_who_signs_for_it (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbKey) rsa = acme_key ("rsa", TB_KEY_RSA2048);

  acme_assert_problem (acme_post (fixture, "new-order", fixture->kid, fixture->other_key, "{}"), 403, "unauthorized");
  acme_assert_problem (acme_post (fixture, "new-order", fixture->kid, rsa, "{}"), 400, "badSignatureAlgorithm");
  acme_assert_problem (acme_post (fixture, "new-order", BASE "/account/nobody", fixture->key, "{}"), 400, "accountDoesNotExist");
  acme_assert_problem (acme_post (fixture, "new-order", "nobody", fixture->key, "{}"), 400, "accountDoesNotExist");
  acme_assert_problem (acme_post (fixture, "new-order", NULL, fixture->key, "{}"), 400, "malformed");
  acme_assert_problem (acme_post (fixture, "new-account", fixture->kid, fixture->key, "{}"), 400, "malformed");
}

static TbHttpResponse *
post_text (AcmeFixture *fixture, const char *media_type, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return acme_send (fixture, "POST", BASE "/new-order", media_type, body);
}

static void
what_is_no_signed_object_is_refused (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *none = tb_base64url_encode ("{\"alg\":\"none\",\"kid\":\"k\",\"url\":\"u\"}", 34);
  g_autofree char *text = g_strdup_printf ("{\"protected\":\"%s\",\"payload\":\"\",\"signature\":\"\"}", none);
  g_autofree char *long_text = g_strnfill (TB_ACME_MAX_BODY_BYTES + 1, '{');
  g_autoptr (TbHttpResponse) response = NULL;
  g_autoptr (JsonObject) said = NULL;

  acme_assert_problem (post_text (fixture, "application/json", "{}"), 415, "malformed");
  acme_assert_problem (post_text (fixture, "application/jose+json", ""), 400, "malformed");
  acme_assert_problem (post_text (fixture, "application/jose+json", "{\"protected\":"), 400, "malformed");
  acme_assert_problem (post_text (fixture, "application/jose+json", long_text), 400, "malformed");
  response = post_text (fixture, "application/jose+json", text);
  said = acme_body (response);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (said, "algorithms")), ==, 2);
  acme_assert_problem (g_steal_pointer (&response), 400, "badSignatureAlgorithm");
}

static void
truncated_and_changed_requests_are_refused (AcmeFixture *fixture, gconstpointer data)
{
  TbStream chance = pki_stream ("mutate");
  guint n_orders = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *nonce = acme_nonce (fixture);
      TbJwsTerms terms = { BASE "/new-order", nonce, fixture->kid };
      g_autoptr (GBytes) payload = g_bytes_new_static (ORDER_OF ("dns", "a.lab"), strlen (ORDER_OF ("dns", "a.lab")));
      g_autoptr (JsonObject) jws = tb_jws_sign (&terms, payload, fixture->key, &fixture->stream, NULL);
      char *text = tb_jose_print (jws);
      g_autoptr (GBytes) whole = g_bytes_new_take (text, strlen (text)), other = NULL;
      g_autoptr (TbHttpResponse) response = NULL;

      other = i % 2 == 0 ? pki_truncate (whole, tb_stream_below (&chance, g_bytes_get_size (whole))) : pki_mutate (whole, &chance);
      response = acme_send (fixture, "POST", BASE "/new-order", "application/jose+json", other);
      n_orders += response->status == 201;
      g_assert_true (response->status == 201 || (response->status >= 400 && response->status < 500));
      g_assert_true (response->status != 201 || i % 2 == 1);
    }
  g_assert_cmpuint (n_orders, <, 10);   /* a blank more in the JSON around is no change to what was signed */
}

static void
methods_and_addresses_are_as_they_are (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbHttpResponse) response = acme_send (fixture, "GET", BASE "/new-order", NULL, NULL);

  g_assert_cmpstr (tb_http_fields_get (response->fields, "Allow"), ==, "POST");
  acme_assert_problem (g_steal_pointer (&response), 405, "malformed");
  acme_assert_problem (acme_send (fixture, "DELETE", BASE "/directory", NULL, NULL), 405, "malformed");
  acme_assert_problem (acme_send (fixture, "GET", "https://acme.lab/", NULL, NULL), 404, "malformed");
  acme_assert_problem (acme_send (fixture, "GET", BASE "/", NULL, NULL), 404, "malformed");
  acme_assert_problem (acme_send (fixture, "GET", BASE "/directory/x", NULL, NULL), 404, "malformed");
  acme_assert_problem (acme_send (fixture, "GET", BASE "/directory?x", NULL, NULL), 404, "malformed");
  acme_assert_problem (acme_send (fixture, "GET", BASE "/order/", NULL, NULL), 404, "malformed");
}

/* --- accounts --- */

static void
a_key_has_one_account (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbKey) fresh = acme_key ("fresh", TB_KEY_RSA2048);
  g_autoptr (TbHttpResponse) again = acme_post (fixture, "new-account", NULL, fixture->key, "{\"onlyReturnExisting\":true}"), made = NULL;

  acme_assert_status (again, 200);
  g_assert_cmpstr (tb_http_fields_get (again->fields, "Location"), ==, fixture->kid);
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fresh, "{\"onlyReturnExisting\":true}"), 400, "accountDoesNotExist");
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fresh, ""), 400, "malformed");
  made = acme_post (fixture, "new-account", NULL, fresh, "{\"contact\":[\"mailto:a@b.lab\"]}");
  acme_assert_status (made, 201);
}

static void
contacts_are_looked_at (AcmeFixture *fixture, gconstpointer data)
{
  static const struct { const char *contact, *type; } rows[] = {
    { "[\"tel:123\"]", "unsupportedContact" }, { "[\"mailto:a\"]", "invalidContact" }, { "[\"mailto:a@b?subject=x\"]", "invalidContact" },
    { "[\"mailto:a@b,c@d\"]", "invalidContact" }, { "[1]", "invalidContact" }, { "\"mailto:a@b\"", "malformed" },
    { "[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]", "malformed" } };
  g_autoptr (TbKey) fresh = acme_key ("fresh", TB_KEY_P256);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"contact\":%s}", rows[i].contact);

      acme_assert_problem (acme_post (fixture, "new-account", NULL, fresh, payload), 400, rows[i].type);
      acme_assert_problem (acme_post_url (fixture, fixture->kid, fixture->kid, fixture->key, payload), 400, rows[i].type);
    }
}

static void
terms_have_to_be_agreed_to (AcmeFixture *fixture, gconstpointer data)
{
  fixture->policy.terms_of_service = "https://acme.lab/terms";
  acme_restart (fixture);
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->key, "{}"), 403, "userActionRequired");
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->key, "{\"termsOfServiceAgreed\":\"yes\"}"), 403, "userActionRequired");
  g_free (acme_account (fixture, fixture->key));
}

static TbHttpResponse *
post_binding (AcmeFixture *fixture, const char *url, const char *kid, const char *secret, TbKey *bound)
{
  g_autoptr (JsonObject) jwk = tb_jwk_write (tb_key_get_pkey (bound), NULL), outer = json_object_new ();
  char *text = tb_jose_print (jwk);
  g_autoptr (GBytes) payload = g_bytes_new_take (text, strlen (text)), mac_key = g_bytes_new (secret, strlen (secret));
  TbJwsTerms terms = { url, NULL, kid };
  g_autofree char *whole = NULL;

  json_object_set_object_member (outer, "externalAccountBinding", tb_jws_sign_mac (&terms, payload, fixture->pki.crypto, mac_key, NULL));
  whole = tb_jose_print (outer);
  return acme_post (fixture, "new-account", NULL, fixture->key, whole);
}

static void
a_binding_is_by_secret_address_and_key (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("secret", 6);
  g_autoptr (TbHttpResponse) good = NULL;

  fixture->policy.requires_binding = TRUE;
  acme_restart (fixture);
  tb_acme_server_add_binding_key (fixture->server, "class", secret);
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->key, "{}"), 403, "externalAccountRequired");
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->key, "{\"externalAccountBinding\":1}"), 400, "malformed");
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->key, "{\"externalAccountBinding\":{}}"), 400, "malformed");
  acme_assert_problem (post_binding (fixture, BASE "/new-account", "class", "Secret", fixture->key), 403, "unauthorized");
  acme_assert_problem (post_binding (fixture, BASE "/new-account", "klass", "secret", fixture->key), 403, "unauthorized");
  acme_assert_problem (post_binding (fixture, BASE "/new-order", "class", "secret", fixture->key), 400, "malformed");
  acme_assert_problem (post_binding (fixture, BASE "/new-account", "class", "secret", fixture->other_key), 400, "malformed");
  good = post_binding (fixture, BASE "/new-account", "class", "secret", fixture->key);
  acme_assert_status (good, 201);
}

static void
a_deactivated_account_does_nothing_more (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbHttpResponse) response = acme_post_url (fixture, fixture->kid, fixture->kid, fixture->key, "{\"status\":\"deactivated\"}");

  acme_assert_status (response, 200);
  acme_assert_problem (POST ("new-order", ORDER_OF ("dns", "a.lab")), 403, "unauthorized");
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->key, "{}"), 403, "unauthorized");
}

static void
what_is_anothers_is_not_shown (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL;
  g_autofree char *url = acme_order (fixture, "a.lab", &order);
  const char *authorization = json_array_get_string_element (json_object_get_array_member (order, "authorizations"), 0);

  acme_assert_problem (acme_post_url (fixture, url, fixture->other_kid, fixture->other_key, ""), 403, "unauthorized");
  acme_assert_problem (acme_post_url (fixture, authorization, fixture->other_kid, fixture->other_key, ""), 403, "unauthorized");
  acme_assert_problem (acme_post_url (fixture, tb_jose_get_text (order, "finalize"), fixture->other_kid, fixture->other_key, "{}"), 403, "unauthorized");
  acme_assert_problem (acme_post_url (fixture, fixture->kid, fixture->other_kid, fixture->other_key, ""), 403, "unauthorized");
  acme_assert_problem (POST ("order/none", ""), 404, "malformed");
  acme_assert_problem (POST ("authorization/none", ""), 404, "malformed");
  acme_assert_problem (POST ("challenge/none", "{}"), 404, "malformed");
  acme_assert_problem (POST ("certificate/none", ""), 404, "malformed");
}

/* --- another key --- */

static TbHttpResponse *
change_key (AcmeFixture *fixture, TbKey *signs, const char *account, TbKey *old, const char *inner_url)
{
  g_autoptr (JsonObject) said = json_object_new (), inner = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) payload = NULL;
  TbJwsTerms terms = { inner_url, NULL, NULL };
  char *body;

  json_object_set_string_member (said, "account", account);
  json_object_set_object_member (said, "oldKey", tb_jwk_write (tb_key_get_pkey (old), NULL));
  body = tb_jose_print (said);
  payload = g_bytes_new_take (body, strlen (body));
  inner = tb_jws_sign (&terms, payload, signs, &fixture->stream, NULL);
  text = tb_jose_print (inner);
  return POST ("key-change", text);
}

static void
an_account_changes_its_key (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbKey) fresh = acme_key ("fresh", TB_KEY_P256);
  g_autoptr (TbHttpResponse) conflict = NULL, good = NULL, after = NULL;

  acme_assert_problem (change_key (fixture, fresh, fixture->other_kid, fixture->key, BASE "/key-change"), 400, "malformed");
  acme_assert_problem (change_key (fixture, fresh, fixture->kid, fixture->other_key, BASE "/key-change"), 400, "malformed");
  acme_assert_problem (change_key (fixture, fresh, fixture->kid, fixture->key, BASE "/new-order"), 400, "malformed");
  acme_assert_problem (POST ("key-change", ""), 400, "malformed");
  conflict = change_key (fixture, fixture->other_key, fixture->kid, fixture->key, BASE "/key-change");
  g_assert_cmpstr (tb_http_fields_get (conflict->fields, "Location"), ==, fixture->other_kid);
  acme_assert_problem (g_steal_pointer (&conflict), 409, "malformed");
  good = change_key (fixture, fresh, fixture->kid, fixture->key, BASE "/key-change");
  acme_assert_status (good, 200);
  acme_assert_problem (POST ("new-order", ORDER_OF ("dns", "a.lab")), 403, "unauthorized");
  after = acme_post (fixture, "new-order", fixture->kid, fresh, ORDER_OF ("dns", "a.lab"));
  acme_assert_status (after, 201);
}

#define ADD(name, function) g_test_add ("/acme-server/" name, AcmeFixture, NULL, acme_set_up, function, acme_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-directory-says-where-things-are", a_directory_says_where_things_are);
  ADD ("a-nonce-is-good-once-and-not-for-ever", a_nonce_is_good_once_and_not_for_ever);
  ADD ("the-oldest-nonce-makes-room", the_oldest_nonce_makes_room);
  ADD ("a-request-for-another-address-is-refused", a_request_for_another_address_is_refused);
  ADD ("an-account-is-who-signs-for-it", an_account_is_who_signs_for_it);
  ADD ("what-is-no-signed-object-is-refused", what_is_no_signed_object_is_refused);
  ADD ("truncated-and-changed-requests-are-refused", truncated_and_changed_requests_are_refused);
  ADD ("methods-and-addresses-are-as-they-are", methods_and_addresses_are_as_they_are);
  ADD ("a-key-has-one-account", a_key_has_one_account);
  ADD ("contacts-are-looked-at", contacts_are_looked_at);
  ADD ("terms-have-to-be-agreed-to", terms_have_to_be_agreed_to);
  ADD ("a-binding-is-by-secret-address-and-key", a_binding_is_by_secret_address_and_key);
  ADD ("a-deactivated-account-does-nothing-more", a_deactivated_account_does_nothing_more);
  ADD ("what-is-anothers-is-not-shown", what_is_anothers_is_not_shown);
  ADD ("an-account-changes-its-key", an_account_changes_its_key);
  return g_test_run ();
}
