/* A live ACME server looks for itself, tells what it found, survives whoever stops it meanwhile, and knows its accounts again after a restart. */
#include "acme-fixture.h"
#include "loopback.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tb-sql.h"
#include "tb-live-acme.h"
#include "tb-live-notes.h"

#define AGES_US (100 * 365 * DAY_US)    /* looking goes by the clock of the machine */

typedef struct
{
  AcmeFixture acme;
  Loopback *web;
  TbLiveAcme *live;
  char *folder;
  char *path;
} LiveFixture;

static void
start (LiveFixture *fixture)
{
  TbLiveLookTerms terms = { .places = { [TB_ACME_HTTP_01] = loopback_get_place (fixture->web) } };

  g_clear_pointer (&fixture->live, tb_live_acme_free);
  acme_restart (&fixture->acme);
  fixture->live = tb_live_acme_new (fixture->acme.server, &terms);
}

static void
set_up (LiveFixture *fixture, gconstpointer data)
{
  acme_set_up (&fixture->acme, NULL);
  fixture->acme.policy.order_lifetime_us = fixture->acme.policy.authorization_lifetime_us = AGES_US;
  fixture->web = loopback_new (LOOPBACK_TCP);
  fixture->folder = g_dir_make_tmp ("trustbed-acme-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "acme.sqlite", NULL);
  start (fixture);
  g_free (fixture->acme.kid);
  fixture->acme.kid = acme_account (&fixture->acme, fixture->acme.key);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (LiveFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->live, tb_live_acme_free);
  acme_tear_down (&fixture->acme, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  loopback_free (fixture->web);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* --- looking --- */

/* The authorization's address; the first challenge is begun. What the web server should say is in @text. */
static char *
begin (LiveFixture *fixture, const char *name, char **text)
{
  AcmeFixture *acme = &fixture->acme;
  g_autoptr (JsonObject) order = NULL, authorization = NULL;
  g_autofree char *thumbprint = tb_jwk_thumbprint (acme->pki.crypto, tb_key_get_pkey (acme->key), NULL);
  g_autoptr (TbHttpResponse) seen = NULL, begun = NULL;
  const char *where;
  JsonArray *challenges;
  JsonObject *challenge;

  g_free (acme_order (acme, name, &order));
  where = json_array_get_string_element (json_object_get_array_member (order, "authorizations"), 0);
  seen = acme_post_url (acme, where, acme->kid, acme->key, "");
  authorization = acme_body (seen);
  challenges = json_object_get_array_member (authorization, "challenges");
  g_assert_cmpuint (json_array_get_length (challenges), ==, 1);         /* what cannot be looked up is not offered */
  challenge = json_array_get_object_element (challenges, 0);
  if (text != NULL)
    *text = g_strconcat ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", tb_jose_get_text (challenge, "token"), ".", thumbprint, NULL);
  begun = acme_post_url (acme, tb_jose_get_text (challenge, "url"), acme->kid, acme->key, "{}");
  acme_assert_status (begun, 200);
  return g_strdup (where);
}

static JsonObject *
wait_for_end (LiveFixture *fixture, const char *authorization_url)
{
  AcmeFixture *acme = &fixture->acme;

  for (;;)
    {
      g_autoptr (TbHttpResponse) seen = acme_post_url (acme, authorization_url, acme->kid, acme->key, "");
      g_autoptr (JsonObject) authorization = acme_body (seen);

      if (strcmp (tb_jose_get_text (authorization, "status"), "pending") != 0)
        return g_steal_pointer (&authorization);
      g_assert_cmpstr (tb_http_fields_get (seen->fields, "Retry-After"), ==, "1");
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
answer (LiveFixture *fixture, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  loopback_set_answer (fixture->web, bytes);
}

static void
what_is_there_is_found (LiveFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL, *url = begin (fixture, "a.lab", &text);
  g_autoptr (JsonObject) authorization = NULL;

  answer (fixture, text);
  tb_live_acme_run (fixture->live);
  authorization = wait_for_end (fixture, url);
  g_assert_cmpstr (tb_jose_get_text (authorization, "status"), ==, "valid");
  g_assert_nonnull (strstr (loopback_get_asked (fixture->web), "\r\nHost: a.lab\r\n"));
}

static const char *
get_problem (JsonObject *authorization)
{
  JsonObject *challenge = json_array_get_object_element (json_object_get_array_member (authorization, "challenges"), 0);

  return tb_jose_get_text (json_object_get_object_member (challenge, "error"), "type");
}

static void
what_is_not_there_is_told (LiveFixture *fixture, gconstpointer data)
{
  static const struct { const char *answer, *problem; } rows[] = {
    { "HTTP/1.1 200 OK\r\n\r\nsomething else", "urn:ietf:params:acme:error:incorrectResponse" },
    { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "urn:ietf:params:acme:error:incorrectResponse" },
    { "", "urn:ietf:params:acme:error:connection" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *url = begin (fixture, "a.lab", NULL);
      g_autoptr (JsonObject) authorization = NULL;

      answer (fixture, rows[i].answer);
      tb_live_acme_run (fixture->live);
      authorization = wait_for_end (fixture, url);
      g_assert_cmpstr (tb_jose_get_text (authorization, "status"), ==, "invalid");
      g_assert_cmpstr (get_problem (authorization), ==, rows[i].problem);
    }
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, word)) != NULL; at++)
    n++;
  return n;
}

static void
more_than_can_be_looked_for_at_once_wait (LiveFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  answer (fixture, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  for (guint i = 0; i < 80; i++)
    g_ptr_array_add (urls, begin (fixture, "a.lab", NULL));
  tb_live_acme_run (fixture->live);
  while (count (loopback_get_asked (fixture->web), "GET ") < urls->len)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < urls->len; i++)
    {
      g_autoptr (JsonObject) authorization = wait_for_end (fixture, urls->pdata[i]);

      g_assert_cmpstr (tb_jose_get_text (authorization, "status"), ==, "invalid");
    }
}

static void
stopping_while_it_looks_does_no_harm (LiveFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    g_free (begin (fixture, "a.lab", NULL));
  tb_live_acme_run (fixture->live);
  g_clear_pointer (&fixture->live, tb_live_acme_free);
}

/* --- notes --- */

static TbLiveNotes *
restart (LiveFixture *fixture, TbLiveNotes *notes)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->live, tb_live_acme_free);
  g_clear_pointer (&fixture->acme.server, tb_acme_server_free);
  g_clear_pointer (&notes, tb_live_notes_close);
  notes = tb_live_notes_open (fixture->path, fixture->acme.now_us, &error);
  g_assert_no_error (error);
  start (fixture);
  tb_live_notes_serve (notes, fixture->acme.server);
  return notes;
}

static void
a_client_is_known_after_a_restart (LiveFixture *fixture, gconstpointer data)
{
  AcmeFixture *acme = &fixture->acme;
  g_autoptr (TbLiveNotes) notes = restart (fixture, NULL);
  g_autofree char *url = NULL;
  g_autoptr (TbCertificate) certificate = NULL, again = NULL;
  g_autoptr (TbHttpResponse) account = NULL;

  g_free (acme->kid);
  acme->kid = acme_account (acme, acme->key);
  url = acme_issue (acme, "a.lab");
  certificate = acme_get_certificate (acme, url);
  notes = restart (fixture, g_steal_pointer (&notes));
  again = acme_get_certificate (acme, url);
  g_assert_cmpstr (tb_certificate_get_serial (again), ==, tb_certificate_get_serial (certificate));
  g_free (acme_issue (acme, "a.lab"));
  notes = restart (fixture, g_steal_pointer (&notes));
  account = acme_post (acme, "new-account", NULL, acme->key, "{\"onlyReturnExisting\":true}");
  g_assert_cmpstr (tb_http_fields_get (account->fields, "Location"), ==, acme->kid);
  acme->now_us += 91 * DAY_US;
  notes = restart (fixture, g_steal_pointer (&notes));
  acme_assert_problem (acme_post_url (acme, url, acme->kid, acme->key, ""), 404, "malformed");
  g_clear_pointer (&fixture->live, tb_live_acme_free);
  g_clear_pointer (&acme->server, tb_acme_server_free);
}

static void
other_files_are_no_notes (LiveFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) rubbish = NULL, foreign = NULL, nowhere = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "none", "acme.sqlite", NULL);
  TbSql *db;

  g_assert_true (g_file_set_contents (fixture->path, "This is not a database, and that is long enough to be seen.", -1, NULL));
  g_assert_null (tb_live_notes_open (fixture->path, 0, &rubbish));
  g_assert_nonnull (rubbish);
  g_unlink (fixture->path);
  db = tb_sql_open (fixture->path, TRUE, NULL);
  g_assert_true (tb_sql_run (db, NULL, "CREATE TABLE other (x INTEGER)", ""));
  tb_sql_close (db);
  g_assert_null (tb_live_notes_open (fixture->path, 0, &foreign));
  g_assert_error (foreign, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  g_assert_null (tb_live_notes_open (path, 0, &nowhere));
  g_assert_nonnull (nowhere);
}

#define ADD(name, function) g_test_add ("/live/acme/" name, LiveFixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what is there is found", what_is_there_is_found);
  ADD ("what is not there is told", what_is_not_there_is_told);
  ADD ("more than can be looked for at once wait", more_than_can_be_looked_for_at_once_wait);
  ADD ("stopping while it looks does no harm", stopping_while_it_looks_does_no_harm);
  ADD ("a client is known after a restart", a_client_is_known_after_a_restart);
  ADD ("other files are no notes", other_files_are_no_notes);
  return g_test_run ();
}
