/* Whoever knows a secret, holds a certificate in force or was approved gets a certificate by SCEP; everybody else is told why not. */
#include "scep-fixture.h"

#include <string.h>

static void
one_who_knows_the_secret_gets_a_certificate (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) certificate = scep_enrol (f, "lock-1");
  TbVerdict verdict;

  g_assert_cmpstr (tb_certificate_get_common_name (certificate), ==, "lock-1");
  g_assert_true (tb_verify_chain (f->pki->crypto, certificate, f->authorities, f->pki->anchors, TB_PURPOSE_TLS_CLIENT, NULL, NOW_US, &verdict, NULL));
  g_assert_true (verdict.valid);
}

static void
a_secret_is_good_once (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) first = scep_enrol (f, "lock-1");
  g_autoptr (TbScepClient) again = scep_client (f, "lock-2", SECRET);

  g_assert_nonnull (first);
  scep_assert_fails (f, again, TB_SCEP_PKCS_REQ, NULL, TB_SCEP_BAD_REQUEST);
  g_assert_cmpuint (f->issued->len, ==, 1);
}

static void
wrong_late_and_foreign_secrets_and_none_are_refused (ScepFixture *f, gconstpointer unused)
{
  static const char *const secrets[] = { "guessed", "late", "another's", NULL };

  tb_scep_server_add_secret (f->server, "late", NULL, NOW_US - 1);
  tb_scep_server_add_secret (f->server, "another's", "lock-2", G_MAXINT64);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (TbScepClient) client = scep_client (f, "lock-1", secrets[i]);

      scep_assert_fails (f, client, TB_SCEP_PKCS_REQ, NULL, TB_SCEP_BAD_REQUEST);
    }
  g_assert_cmpuint (f->issued->len, ==, 0);
}

static void
the_same_request_again_gets_the_same_certificate (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);
  g_autoptr (TbScepOutcome) first = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (TbScepOutcome) again = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);

  g_assert_cmpint (again->status, ==, TB_SCEP_SUCCESS);
  pki_assert_same_bytes (tb_certificate_get_der (first->certificate), tb_certificate_get_der (again->certificate));
  g_assert_cmpuint (f->issued->len, ==, 1);
}

static void
a_message_replayed_is_refused (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);
  g_autoptr (GBytes) message = scep_ask (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (GBytes) first = scep_answer (f, message);
  g_autoptr (GBytes) second = scep_answer (f, message);
  g_autoptr (TbScepOutcome) outcome = tb_scep_client_take (client, second, &f->stream, NULL);

  pki_assert_other_bytes (first, second);
  g_assert_cmpint (outcome->status, ==, TB_SCEP_FAILURE);
  g_assert_cmpint (outcome->fail_info, ==, TB_SCEP_BAD_REQUEST);
}

static void
a_certificate_in_force_renews_with_a_new_key (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) old = scep_enrol (f, "lock-1");
  g_autoptr (TbKey) key = tb_key_generate (f->pki->crypto, TB_KEY_P256, &f->stream, NULL);
  g_autoptr (GBytes) request = scep_request (f, key, "lock-1", NULL);
  g_autoptr (TbScepClient) client = scep_renewer (f, old, f->key, request);
  g_autoptr (TbScepOutcome) outcome = scep_exchange (f, client, TB_SCEP_RENEWAL_REQ, NULL);

  g_assert_cmpint (outcome->status, ==, TB_SCEP_SUCCESS);
  g_assert_cmpstr (tb_certificate_get_serial (outcome->certificate), !=, tb_certificate_get_serial (old));
  g_assert_true (EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (outcome->certificate)), tb_key_get_pkey (key)) == 1);
}

static void
a_certificate_in_force_renews_with_its_own_key (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) old = scep_enrol (f, "lock-1");
  g_autoptr (GBytes) request = scep_request (f, f->key, "lock-1", NULL);
  g_autoptr (TbScepClient) client = scep_renewer (f, old, f->key, request);
  g_autoptr (TbScepOutcome) outcome = scep_exchange (f, client, TB_SCEP_RENEWAL_REQ, NULL);

  g_assert_cmpint (outcome->status, ==, TB_SCEP_SUCCESS);
  g_assert_cmpuint (f->issued->len, ==, 2);
}

static void
a_device_that_renewed_its_key_can_begin_anew_with_it (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) old = scep_enrol (f, "lock-1");
  g_autoptr (TbKey) key = tb_key_generate (f->pki->crypto, TB_KEY_RSA2048, &f->stream, NULL);
  g_autoptr (GBytes) plain = scep_request (f, key, "lock-1", NULL), secret = scep_request (f, key, "lock-1", "second");
  g_autoptr (TbCertificate) self = tb_scep_self_signed_new (key, secret, NOW_US, NOW_US + DAY_US, &f->stream, NULL);
  g_autoptr (TbScepClient) renewer = scep_renewer (f, old, f->key, plain), client = scep_renewer (f, self, key, secret);
  g_autoptr (TbScepOutcome) renewed = scep_exchange (f, renewer, TB_SCEP_RENEWAL_REQ, NULL), anew = NULL;

  g_assert_cmpint (renewed->status, ==, TB_SCEP_SUCCESS);
  g_assert_cmpstr (tb_scep_client_get_transaction_id (renewer), ==, tb_scep_client_get_transaction_id (client));
  tb_scep_server_add_secret (f->server, "second", NULL, G_MAXINT64);
  anew = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_assert_cmpint (anew->status, ==, TB_SCEP_SUCCESS);
}

static void
a_revoked_certificate_renews_nothing (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) old = scep_enrol (f, "lock-1");
  g_autoptr (GBytes) request = scep_request (f, f->key, "lock-1", NULL);
  g_autoptr (TbScepClient) client = scep_renewer (f, old, f->key, request);

  f->revoked = tb_certificate_get_serial (old);
  scep_assert_fails (f, client, TB_SCEP_RENEWAL_REQ, NULL, TB_SCEP_BAD_REQUEST);
}

static void
an_expired_certificate_renews_nothing (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) old = scep_enrol (f, "lock-1");
  g_autoptr (GBytes) request = scep_request (f, f->key, "lock-1", NULL);
  g_autoptr (TbScepClient) client = scep_renewer (f, old, f->key, request);
  gint64 later_us = NOW_US + 31 * DAY_US;
  g_autoptr (GBytes) message = tb_scep_client_ask (client, TB_SCEP_RENEWAL_REQ, NULL, &f->stream, later_us, NULL);
  g_autoptr (GBytes) reply = tb_scep_server_answer (f->server, message, later_us, NULL);
  g_autoptr (TbScepOutcome) outcome = tb_scep_client_take (client, reply, &f->stream, NULL);

  g_assert_cmpint (outcome->status, ==, TB_SCEP_FAILURE);
  g_assert_cmpint (outcome->fail_info, ==, TB_SCEP_BAD_REQUEST);
}

static void
nobody_renews_for_another_name (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) old = scep_enrol (f, "lock-1");
  g_autoptr (GBytes) request = scep_request (f, f->key, "lock-2", NULL);
  g_autoptr (TbScepClient) client = scep_renewer (f, old, f->key, request);

  scep_assert_fails (f, client, TB_SCEP_RENEWAL_REQ, NULL, TB_SCEP_BAD_REQUEST);
}

static void
a_renewal_keeps_names_and_gets_no_new_ones (ScepFixture *f, gconstpointer unused)
{
  static const char *const old_names[] = { "gw.lab.example", NULL }, *const more[] = { "gw.lab.example", "bank.example", NULL };
  g_autoptr (GBytes) request = tb_scep_request_make (f->key, "gw", old_names, SECRET, &f->stream, NULL), greedy = NULL, modest = NULL;
  g_autoptr (TbCertificate) self = tb_scep_self_signed_new (f->key, request, NOW_US, NOW_US + DAY_US, &f->stream, NULL);
  g_autoptr (TbScepClient) first = scep_renewer (f, self, f->key, request), bad = NULL, good = NULL;
  g_autoptr (TbScepOutcome) old = scep_exchange (f, first, TB_SCEP_PKCS_REQ, NULL), renewed = NULL;

  g_assert_cmpint (old->status, ==, TB_SCEP_SUCCESS);
  greedy = tb_scep_request_make (f->key, "gw", more, NULL, &f->stream, NULL);
  bad = scep_renewer (f, old->certificate, f->key, greedy);
  scep_assert_fails (f, bad, TB_SCEP_RENEWAL_REQ, NULL, TB_SCEP_BAD_REQUEST);
  modest = tb_scep_request_make (f->key, "gw", old_names, NULL, &f->stream, NULL);
  good = scep_renewer (f, old->certificate, f->key, modest);
  renewed = scep_exchange (f, good, TB_SCEP_RENEWAL_REQ, NULL);
  g_assert_cmpint (renewed->status, ==, TB_SCEP_SUCCESS);
}

static void
a_self_signed_certificate_renews_nothing (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);

  scep_assert_fails (f, client, TB_SCEP_RENEWAL_REQ, NULL, TB_SCEP_BAD_REQUEST);
}

static void
a_first_request_signed_for_another_name_is_refused (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) request = scep_request (f, f->key, "lock-1", SECRET);
  g_autoptr (GBytes) other = scep_request (f, f->key, "lock-2", SECRET);
  g_autoptr (TbCertificate) self = tb_scep_self_signed_new (f->key, other, NOW_US, NOW_US + DAY_US, &f->stream, NULL);
  g_autoptr (TbScepClient) client = scep_renewer (f, self, f->key, request);

  scep_assert_fails (f, client, TB_SCEP_PKCS_REQ, NULL, TB_SCEP_BAD_REQUEST);
}

/* --- orders that wait --- */

static void
an_order_without_a_secret_waits_to_be_approved (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = NULL;
  g_autoptr (TbScepOutcome) asked = NULL, polled = NULL, done = NULL;
  g_autoptr (GPtrArray) orders = NULL;

  f->terms.keeps_orders = TRUE;
  scep_serve_anew (f);
  client = scep_client (f, "lock-1", NULL);
  asked = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_assert_cmpint (asked->status, ==, TB_SCEP_PENDING);
  polled = scep_exchange (f, client, TB_SCEP_CERT_POLL, NULL);
  g_assert_cmpint (polled->status, ==, TB_SCEP_PENDING);
  orders = tb_scep_server_list_orders (f->server);
  g_assert_cmpuint (orders->len, ==, 1);
  g_assert_cmpstr (((TbScepOrder *) g_ptr_array_index (orders, 0))->subject, ==, "CN=lock-1");
  g_assert_true (tb_scep_server_decide (f->server, tb_scep_client_get_transaction_id (client), TRUE));
  g_assert_false (tb_scep_server_decide (f->server, tb_scep_client_get_transaction_id (client), FALSE));
  done = scep_exchange (f, client, TB_SCEP_CERT_POLL, NULL);
  g_assert_cmpint (done->status, ==, TB_SCEP_SUCCESS);
  g_assert_nonnull (done->certificate);
}

static void
an_order_that_was_refused_fails_when_polled (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = NULL;
  g_autoptr (TbScepOutcome) asked = NULL;

  f->terms.keeps_orders = TRUE;
  scep_serve_anew (f);
  client = scep_client (f, "lock-1", NULL);
  asked = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_assert_true (tb_scep_server_decide (f->server, tb_scep_client_get_transaction_id (client), FALSE));
  scep_assert_fails (f, client, TB_SCEP_CERT_POLL, NULL, TB_SCEP_BAD_REQUEST);
}

static void
polling_for_what_was_never_ordered_is_a_bad_certificate_id (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", NULL);

  scep_assert_fails (f, client, TB_SCEP_CERT_POLL, NULL, TB_SCEP_BAD_CERT_ID);
}

static void
the_number_of_a_waiting_order_is_nobody_elses (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = NULL, other = NULL;
  g_autoptr (TbScepOutcome) asked = NULL;

  f->terms.keeps_orders = TRUE;
  scep_serve_anew (f);
  client = scep_client (f, "lock-1", NULL);
  other = scep_client (f, "lock-2", NULL);       /* the number follows from the key, which is the same */
  asked = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);
  scep_assert_fails (f, other, TB_SCEP_PKCS_REQ, NULL, TB_SCEP_BAD_REQUEST);
  scep_assert_fails (f, other, TB_SCEP_CERT_POLL, NULL, TB_SCEP_BAD_CERT_ID);
}

static void
a_secret_outlives_an_authority_that_was_down (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);
  g_autoptr (TbScepOutcome) later = NULL;

  f->is_down = TRUE;
  scep_assert_fails (f, client, TB_SCEP_PKCS_REQ, NULL, TB_SCEP_BAD_REQUEST);
  f->is_down = FALSE;
  later = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_assert_cmpint (later->status, ==, TB_SCEP_SUCCESS);
}

/* --- looking things up --- */

static void
certificates_and_lists_are_given_by_serial_number (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) certificate = scep_enrol (f, "lock-1");
  const char *serial = tb_certificate_get_serial (certificate);
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", NULL);
  g_autoptr (TbScepOutcome) found = scep_exchange (f, client, TB_SCEP_GET_CERT, serial), list = NULL;
  TbRevocation row;

  pki_assert_same_bytes (tb_certificate_get_der (found->certificate), tb_certificate_get_der (certificate));
  f->revoked = serial;
  list = scep_exchange (f, client, TB_SCEP_GET_CRL, serial);
  g_assert_true (tb_crl_lookup (list->crl, certificate, &row));
  g_assert_cmpint (row.reason, ==, TB_REVOCATION_KEY_COMPROMISE);
}

static void
an_unknown_serial_number_is_a_bad_certificate_id (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", NULL);

  scep_assert_fails (f, client, TB_SCEP_GET_CERT, "0123", TB_SCEP_BAD_CERT_ID);
  g_assert_null (tb_scep_client_ask (client, TB_SCEP_GET_CERT, "xyz", &f->stream, NOW_US, NULL));
}

/* --- clocks --- */

static void
a_clock_that_is_off_is_a_bad_time (ScepFixture *f, gconstpointer unused)
{
  static const gint64 clocks_us[] = { 0, NOW_US - 301 * G_USEC_PER_SEC, NOW_US + 301 * G_USEC_PER_SEC };

  for (guint i = 0; i < G_N_ELEMENTS (clocks_us); i++)
    {
      g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);
      g_autoptr (GBytes) message = tb_scep_client_ask (client, TB_SCEP_PKCS_REQ, NULL, &f->stream, clocks_us[i], NULL);
      g_autoptr (GBytes) reply = scep_answer (f, message);
      g_autoptr (TbScepOutcome) outcome = tb_scep_client_take (client, reply, &f->stream, NULL);

      g_assert_cmpint (outcome->status, ==, TB_SCEP_FAILURE);
      g_assert_cmpint (outcome->fail_info, ==, TB_SCEP_BAD_TIME);
    }
}

/* --- the client's own doubts --- */

static void
an_answer_to_another_message_is_not_taken (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);
  g_autoptr (GBytes) first = scep_ask (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (GBytes) reply = scep_answer (f, first);
  g_autoptr (GBytes) second = scep_ask (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (GError) error = NULL;

  pki_assert_other_bytes (first, second);
  g_assert_null (tb_scep_client_take (client, reply, &f->stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

static void
an_answer_signed_by_another_is_not_taken (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);
  g_autoptr (GBytes) message = scep_ask (f, client, TB_SCEP_PKCS_REQ, NULL), forged = NULL;
  g_autoptr (TbScepMessage) read = tb_scep_message_read (f->pki->crypto, message, NULL), reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = tb_scep_message_new (TB_SCEP_CERT_REP, read->transaction_id);
  reply->status = TB_SCEP_PENDING;
  reply->sender_nonce = g_bytes_ref (read->sender_nonce);
  reply->recipient_nonce = g_bytes_ref (read->sender_nonce);
  forged = tb_scep_message_write (reply, f->key, read->signer, &f->stream, NOW_US, NULL);
  g_assert_null (tb_scep_client_take (client, forged, &f->stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

static void
no_bit_of_an_answer_can_be_changed (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (f, "lock-1", SECRET);
  g_autoptr (GBytes) message = scep_ask (f, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (GBytes) reply = scep_answer (f, message);

  for (gsize at = 0; at < g_bytes_get_size (reply); at += 5)
    {
      g_autoptr (GBytes) bad = pki_flip (reply, at, (guint8) (1 << (at % 8)));
      g_autoptr (TbScepOutcome) outcome = tb_scep_client_take (client, bad, &f->stream, NULL);

      if (outcome != NULL)      /* not all that came along is signed: what was asked for is */
        pki_assert_same_bytes (tb_certificate_get_der (outcome->certificate), tb_certificate_get_der (g_ptr_array_index (f->issued, 0)));
    }
}

static void
the_same_seed_makes_the_same_bytes (ScepFixture *f, gconstpointer unused)
{
  GBytes *replies[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TbScepClient) client = NULL;
      g_autoptr (GBytes) message = NULL;

      f->stream = pki_stream ("scep client");
      scep_serve_anew (f);
      client = scep_client (f, "lock-1", SECRET);
      message = scep_ask (f, client, TB_SCEP_PKCS_REQ, NULL);
      replies[i] = scep_answer (f, message);
    }
  pki_assert_same_bytes (replies[0], replies[1]);
  g_bytes_unref (replies[0]);
  g_bytes_unref (replies[1]);
}

#define ADD(name) g_test_add ("/scep-server/" #name, ScepFixture, NULL, scep_set_up, name, scep_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (one_who_knows_the_secret_gets_a_certificate);
  ADD (a_secret_is_good_once);
  ADD (wrong_late_and_foreign_secrets_and_none_are_refused);
  ADD (the_same_request_again_gets_the_same_certificate);
  ADD (a_message_replayed_is_refused);
  ADD (a_certificate_in_force_renews_with_a_new_key);
  ADD (a_certificate_in_force_renews_with_its_own_key);
  ADD (a_device_that_renewed_its_key_can_begin_anew_with_it);
  ADD (a_revoked_certificate_renews_nothing);
  ADD (an_expired_certificate_renews_nothing);
  ADD (nobody_renews_for_another_name);
  ADD (a_renewal_keeps_names_and_gets_no_new_ones);
  ADD (a_self_signed_certificate_renews_nothing);
  ADD (a_first_request_signed_for_another_name_is_refused);
  ADD (an_order_without_a_secret_waits_to_be_approved);
  ADD (an_order_that_was_refused_fails_when_polled);
  ADD (polling_for_what_was_never_ordered_is_a_bad_certificate_id);
  ADD (the_number_of_a_waiting_order_is_nobody_elses);
  ADD (a_secret_outlives_an_authority_that_was_down);
  ADD (certificates_and_lists_are_given_by_serial_number);
  ADD (an_unknown_serial_number_is_a_bad_certificate_id);
  ADD (a_clock_that_is_off_is_a_bad_time);
  ADD (an_answer_to_another_message_is_not_taken);
  ADD (an_answer_signed_by_another_is_not_taken);
  ADD (no_bit_of_an_answer_can_be_changed);
  ADD (the_same_seed_makes_the_same_bytes);
  return g_test_run ();
}
