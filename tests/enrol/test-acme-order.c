/* Orders, authorizations and certificates of the ACME server: what is had, what is refused, and what is forgotten. */
#include "acme-fixture.h"

#include <string.h>

#define POST(route, payload) acme_post (fixture, route, fixture->kid, fixture->key, payload)

/* --- orders --- */

static void
orders_that_cannot_be_are_refused (AcmeFixture *fixture, gconstpointer data)
{
  static const struct { const char *payload; guint status; const char *type; } rows[] = {
    { "", 400, "malformed" }, { "[]", 400, "malformed" }, { "{}", 400, "malformed" }, { "{\"identifiers\":[]}", 400, "malformed" },
    { "{\"identifiers\":[{}]}", 400, "malformed" }, { "{\"identifiers\":[1]}", 400, "malformed" }, { "{\"identifiers\":", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"email\",\"value\":\"a@b.lab\"}]}", 400, "unsupportedIdentifier" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"10.0.0.1\"}]}", 403, "rejectedIdentifier" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"-a.lab\"}]}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.*.lab\"}]}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"*.*.lab\"}]}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"*.lab\"}]}", 403, "rejectedIdentifier" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.forbidden\"}]}", 403, "rejectedIdentifier" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":18446744073709551617}]}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}],\"notAfter\":\"tomorrow\"}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}],\"notAfter\":99999999999999999999999}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}],\"notAfter\":\"2099-01-01T00:00:00Z\"}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}],\"notAfter\":\"2020-01-01T00:00:00Z\"}", 400, "malformed" },
    { "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}],\"replaces\":\"AAAA.AAAA\"}", 404, "malformed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    acme_assert_problem (POST ("new-order", rows[i].payload), rows[i].status, rows[i].type);
}

static void
an_order_that_is_not_ready_is_not_filled (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL;
  g_autofree char *url = acme_order (fixture, "a.lab", &order);

  acme_assert_problem (acme_post_url (fixture, tb_jose_get_text (order, "finalize"), fixture->kid, fixture->key, "{\"csr\":\"AAAA\"}"), 403, "orderNotReady");
  fixture->now_us += fixture->policy.order_lifetime_us - 1;
  g_clear_pointer (&order, json_object_unref);
  {
    g_autoptr (TbHttpResponse) still = acme_post_url (fixture, url, fixture->kid, fixture->key, "");

    acme_assert_status (still, 200);
  }
  fixture->now_us += 1;
  acme_assert_problem (acme_post_url (fixture, url, fixture->kid, fixture->key, ""), 404, "malformed");
}

static TbHttpResponse *
finalize (AcmeFixture *fixture, const char *url, GBytes *csr)
{
  g_autofree char *text = tb_base64url_encode_bytes (csr), *payload = g_strdup_printf ("{\"csr\":\"%s\"}", text);

  return acme_post_url (fixture, url, fixture->kid, fixture->key, payload);
}

static void
a_request_for_other_names_or_keys_is_refused (AcmeFixture *fixture, gconstpointer data)
{
  static const struct { const char *common_name, *names; } rows[] = {
    { NULL, NULL }, { "a.lab", NULL }, { NULL, "DNS:b.lab" }, { NULL, "DNS:a.lab,DNS:b.lab" }, { "b.lab", "DNS:a.lab" },
    { NULL, "DNS:a.lab,IP:10.0.0.1" }, { NULL, "email:a@a.lab" }, { NULL, "DNS:*.a.lab" } };
  g_autofree char *url = acme_ready (fixture, "a.lab");
  g_autoptr (GBytes) by_account = acme_csr (fixture->key, NULL, "DNS:a.lab"), good = acme_csr (fixture->device_key, "A.lab", "DNS:a.LAB");
  TbStream chance = pki_stream ("csr-mutate");
  g_autoptr (TbHttpResponse) response = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) csr = acme_csr (fixture->device_key, rows[i].common_name, rows[i].names);

      acme_assert_problem (finalize (fixture, url, csr), 400, "badCSR");
    }
  acme_assert_problem (finalize (fixture, url, by_account), 400, "badCSR");
  acme_assert_problem (acme_post_url (fixture, url, fixture->kid, fixture->key, "{}"), 400, "malformed");
  acme_assert_problem (acme_post_url (fixture, url, fixture->kid, fixture->key, "{\"csr\":\"A\"}"), 400, "malformed");
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GBytes) other = i % 2 == 0 ? pki_truncate (good, tb_stream_below (&chance, g_bytes_get_size (good))) : pki_mutate (good, &chance);

      if (!g_bytes_equal (other, good))
        acme_assert_problem (finalize (fixture, url, other), 400, "badCSR");
    }
  response = finalize (fixture, url, good);
  acme_assert_status (response, 200);
}

static void
an_authority_that_fails_leaves_the_order_ready (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *url = acme_ready (fixture, "a.lab");
  g_autoptr (GBytes) csr = acme_csr (fixture->device_key, NULL, "DNS:a.lab");
  g_autoptr (TbHttpResponse) response = NULL;

  tb_crypto_set_error (&fixture->issue_error, TB_CRYPTO_ERROR_FAILED, "The authority is down");
  acme_assert_problem (finalize (fixture, url, csr), 500, "serverInternal");
  g_clear_error (&fixture->issue_error);
  tb_crypto_set_error (&fixture->issue_error, TB_CRYPTO_ERROR_REFUSED, "The authority does not like it");
  acme_assert_problem (finalize (fixture, url, csr), 400, "badCSR");
  g_clear_error (&fixture->issue_error);
  response = finalize (fixture, url, csr);
  acme_assert_status (response, 200);
  acme_assert_problem (finalize (fixture, url, csr), 403, "orderNotReady");
}

/* --- authorizations --- */

static void
what_is_found_wrong_ends_the_order (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL, authorization = NULL, after = NULL;
  g_autofree char *url = acme_order (fixture, "a.lab", &order);
  g_autoptr (TbHttpResponse) seen = NULL, begun = NULL, ended = NULL;
  g_autoptr (TbAcmeValidation) validation = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  seen = acme_post_url (fixture, json_array_get_string_element (json_object_get_array_member (order, "authorizations"), 0), fixture->kid, fixture->key, "");
  authorization = acme_body (seen);
  begun = acme_post_url (fixture, tb_jose_get_text (json_array_get_object_element (json_object_get_array_member (authorization, "challenges"), 0), "url"),
                         fixture->kid, fixture->key, "{}");
  g_assert_nonnull (tb_http_fields_get (begun->fields, "Retry-After"));
  validation = tb_acme_server_take_validation (fixture->server);
  g_assert_null (tb_acme_server_take_validation (fixture->server));
  g_ptr_array_add (found, g_bytes_new_static ("wrong", 5));
  g_assert_true (tb_acme_server_report_found (fixture->server, validation->id, found, fixture->now_us));
  g_assert_false (tb_acme_server_report_found (fixture->server, validation->id, found, fixture->now_us));
  ended = acme_post_url (fixture, url, fixture->kid, fixture->key, "");
  after = acme_body (ended);
  g_assert_cmpstr (tb_jose_get_text (after, "status"), ==, "invalid");
}

static void
failures_and_orders_are_limited (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (TbHttpResponse) response = NULL;

  fixture->policy.limits[TB_ACME_LIMIT_ORDERS] = (TbAcmeLimit) { 2, DAY_US };
  fixture->policy.limits[TB_ACME_LIMIT_ACCOUNTS] = (TbAcmeLimit) { 1, DAY_US };
  acme_restart (fixture);
  g_free (acme_account (fixture, fixture->key));
  acme_assert_problem (acme_post (fixture, "new-account", NULL, fixture->other_key, "{}"), 429, "rateLimited");
  {
    g_autoptr (TbHttpResponse) own = acme_post (fixture, "new-account", NULL, fixture->key, "{}");

    g_free (fixture->kid);
    fixture->kid = g_strdup (tb_http_fields_get (own->fields, "Location"));
  }
  g_free (acme_order (fixture, "a.lab", NULL));
  fixture->now_us += DAY_US / 4;
  g_free (acme_order (fixture, "b.lab", NULL));
  response = POST ("new-order", "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"c.lab\"}]}");
  g_assert_cmpstr (tb_http_fields_get (response->fields, "Retry-After"), ==, "64800");
  acme_assert_problem (g_steal_pointer (&response), 429, "rateLimited");
  fixture->now_us += DAY_US * 3 / 4;
  g_free (acme_order (fixture, "c.lab", NULL));
}

/* --- certificates --- */

static TbHttpResponse *
revoke_by (AcmeFixture *fixture, TbCertificate *certificate, const char *kid, TbKey *key, const char *reason)
{
  g_autofree char *text = tb_base64url_encode_bytes (tb_certificate_get_der (certificate));
  g_autofree char *payload = g_strdup_printf ("{\"certificate\":\"%s\"%s}", text, reason);

  return acme_post (fixture, "revoke-cert", kid, key, payload);
}

static void
who_may_revoke_does (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *url = acme_issue (fixture, "a.lab"), *second_url = NULL;
  g_autoptr (TbCertificate) certificate = acme_get_certificate (fixture, url), second = NULL;
  g_autoptr (TbHttpResponse) by_key = NULL, by_account = NULL;

  acme_assert_problem (revoke_by (fixture, certificate, fixture->other_kid, fixture->other_key, ""), 403, "unauthorized");
  acme_assert_problem (revoke_by (fixture, certificate, NULL, fixture->other_key, ""), 403, "unauthorized");
  acme_assert_problem (revoke_by (fixture, tb_authority_get_root (fixture->pki.root), fixture->kid, fixture->key, ""), 404, "malformed");
  acme_assert_problem (POST ("revoke-cert", "{\"certificate\":\"AAAA\"}"), 400, "malformed");
  acme_assert_problem (POST ("revoke-cert", ""), 400, "malformed");
  acme_assert_problem (revoke_by (fixture, certificate, fixture->kid, fixture->key, ",\"reason\":2"), 400, "badRevocationReason");
  acme_assert_problem (revoke_by (fixture, certificate, fixture->kid, fixture->key, ",\"reason\":\"1\""), 400, "badRevocationReason");
  acme_assert_problem (revoke_by (fixture, certificate, fixture->kid, fixture->key, ",\"reason\":99999999999999999999"), 400, "badRevocationReason");
  g_assert_cmpuint (fixture->n_revoked, ==, 0);
  by_key = revoke_by (fixture, certificate, NULL, fixture->device_key, ",\"reason\":1");
  acme_assert_status (by_key, 200);
  acme_assert_problem (revoke_by (fixture, certificate, fixture->kid, fixture->key, ""), 400, "alreadyRevoked");
  second_url = acme_issue (fixture, "a.lab");
  second = acme_get_certificate (fixture, second_url);
  by_account = revoke_by (fixture, second, fixture->kid, fixture->key, "");
  acme_assert_status (by_account, 200);
  g_assert_cmpuint (fixture->n_revoked, ==, 2);
}

static JsonObject *
get_window (AcmeFixture *fixture, TbCertificate *certificate)
{
  g_autofree char *id = tb_acme_certificate_id (certificate), *url = g_strconcat (BASE "/renewal-info/", id, NULL);
  g_autoptr (TbHttpResponse) response = acme_send (fixture, "GET", url, NULL, NULL);
  g_autoptr (JsonObject) said = NULL;

  acme_assert_status (response, 200);
  g_assert_cmpstr (tb_http_fields_get (response->fields, "Retry-After"), ==, "21600");
  said = acme_body (response);
  return json_object_ref (json_object_get_object_member (said, "suggestedWindow"));
}

static void
renewal_is_due_in_the_last_third_or_at_once (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *url = acme_issue (fixture, "a.lab"), *id = NULL;
  g_autoptr (TbCertificate) certificate = acme_get_certificate (fixture, url);
  g_autoptr (JsonObject) window = get_window (fixture, certificate), now = NULL;

  g_assert_cmpstr (tb_jose_get_text (window, "start"), ==, "2026-05-01T06:00:00Z");
  g_assert_cmpstr (tb_jose_get_text (window, "end"), ==, "2026-05-08T18:00:00Z");
  id = tb_acme_certificate_id (certificate);
  g_assert_true (tb_acme_server_note_revoked (fixture->server, id));
  g_assert_false (tb_acme_server_note_revoked (fixture->server, "AAAA.AAAA"));
  now = get_window (fixture, certificate);
  g_assert_cmpstr (tb_jose_get_text (now, "end"), ==, "2026-03-02T05:00:00Z");
  acme_assert_problem (acme_send (fixture, "GET", BASE "/renewal-info/AAAA", NULL, NULL), 404, "malformed");
}

static void
a_certificate_is_replaced_once (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *url = acme_issue (fixture, "a.lab");
  g_autoptr (TbCertificate) certificate = acme_get_certificate (fixture, url);
  g_autofree char *id = tb_acme_certificate_id (certificate);
  g_autofree char *same = g_strdup_printf ("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.lab\"}],\"replaces\":\"%s\"}", id);
  g_autofree char *other = g_strdup_printf ("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"b.lab\"}],\"replaces\":\"%s\"}", id);
  g_autoptr (TbHttpResponse) good = NULL;
  g_autoptr (JsonObject) order = NULL;

  acme_assert_problem (POST ("new-order", other), 400, "malformed");
  acme_assert_problem (acme_post (fixture, "new-order", fixture->other_kid, fixture->other_key, same), 403, "unauthorized");
  good = POST ("new-order", same);
  acme_assert_status (good, 201);
  order = acme_body (good);
  g_assert_cmpstr (tb_jose_get_text (order, "replaces"), ==, id);
}

static void
what_is_past_its_end_is_forgotten (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *url = acme_issue (fixture, "a.lab");

  fixture->now_us += 91 * DAY_US;
  acme_assert_problem (acme_post_url (fixture, url, fixture->kid, fixture->key, ""), 404, "malformed");
}

#define ADD(name, function) g_test_add ("/acme-order/" name, AcmeFixture, NULL, acme_set_up, function, acme_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("orders-that-cannot-be-are-refused", orders_that_cannot_be_are_refused);
  ADD ("an-order-that-is-not-ready-is-not-filled", an_order_that_is_not_ready_is_not_filled);
  ADD ("a-request-for-other-names-or-keys-is-refused", a_request_for_other_names_or_keys_is_refused);
  ADD ("an-authority-that-fails-leaves-the-order-ready", an_authority_that_fails_leaves_the_order_ready);
  ADD ("what-is-found-wrong-ends-the-order", what_is_found_wrong_ends_the_order);
  ADD ("failures-and-orders-are-limited", failures_and_orders_are_limited);
  ADD ("who-may-revoke-does", who_may_revoke_does);
  ADD ("renewal-is-due-in-the-last-third-or-at-once", renewal_is_due_in_the_last_third_or_at_once);
  ADD ("a-certificate-is-replaced-once", a_certificate_is_replaced_once);
  ADD ("what-is-past-its-end-is-forgotten", what_is_past_its_end_is_forgotten);
  return g_test_run ();
}
