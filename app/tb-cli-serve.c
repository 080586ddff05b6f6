/* tb-cli-serve: `trustbed-cli serve`: a real authority on loopback until a signal comes. */
#include "tb-cli-serve.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "tb-cli.h"
#include "tb-units.h"

#define SUBJECT "CN=Live Root,O=Trustbed"

/* --- the folder --- */

static gboolean
is_empty (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);

  return !g_file_test (directory, G_FILE_TEST_EXISTS) || (dir != NULL && g_dir_read_name (dir) == NULL);
}

static TbCa *
open_ca (const TbCliServe *serve, const char *directory, const char *who, GError **error)
{
  const TbCaSetup setup = { .algorithm = TB_KEY_P256, .subject = SUBJECT, .n_issuing = 1 };
  const TbCaActor actor = { who, g_get_real_time () };

  if (is_empty (directory) && !tb_ca_init (directory, &setup, &actor, error))
    return NULL;
  return tb_ca_open (directory, serve->pin, error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_remove (path) != 0 && g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
    }
  g_rmdir (folder);
}

/* --- serving --- */

/* In the server's thread. */
static void
on_report (const TbLiveReport *report, gpointer data)
{
  g_printerr ("%s %s %s status=%u who=\"%s\" us=%" G_GINT64_FORMAT " in=%" G_GUINT64_FORMAT " out=%" G_GUINT64_FORMAT "%s%s\n", report->protocol,
              report->method, report->path, report->status, report->who, report->took_us, report->n_read, report->n_written,
              *report->serial != '\0' ? " serial=" : "", report->serial);
}

static TbLiveServer *
start (const TbCliServe *serve, TbCa *ca, const char *who, GError **error)
{
  TbLiveServerTerms terms = {
    .ca = ca, .who = who, .address = serve->listen, .port = (guint16) serve->port, .lifetime_us = serve->lifetime_us,
    .limits = { (guint) serve->max_connections, serve->deadline_s * TB_US_PER_SECOND },
    .factory_roots = serve->factory_roots, .est_users = serve->users, .scep_challenges = serve->challenges, .reuses_secrets = serve->reuses_secrets, .acme_bindings = serve->bindings,
    .on_report = serve->verbose ? on_report : NULL,
  };

  for (guint i = 0; i < TB_LIVE_N_ENDPOINTS; i++)
    terms.endpoints |= serve->asked[i] ? 1u << i : 0;
  memcpy (terms.look_places, serve->look_places, sizeof terms.look_places);
  return tb_live_server_start (&terms, error);
}

static void
print_ready (TbLiveServer *server)
{
  for (guint i = 0; i < TB_LIVE_N_ENDPOINTS; i++)
    if (tb_live_server_get_url (server, (TbLiveEndpoint) i) != NULL)
      g_print ("READY %s %s\n", tb_live_endpoint_to_code ((TbLiveEndpoint) i), tb_live_server_get_url (server, (TbLiveEndpoint) i));
}

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* Signals are caught before anybody is told that it may come: who was told may send one at once. */
static void
serve_until_signal (TbLiveServer *server)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint signals[] = { g_unix_signal_add (SIGINT, on_signal, loop), g_unix_signal_add (SIGTERM, on_signal, loop) };

  print_ready (server);
  g_main_loop_run (loop);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (signals[i]);
}

static int
serve_from (const TbCliServe *serve, const char *directory)
{
  const char *who = serve->as != NULL ? serve->as : g_get_user_name ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = open_ca (serve, directory, who, &error);
  g_autoptr (TbLiveServer) server = ca != NULL ? start (serve, ca, who, &error) : NULL;

  if (server == NULL)
    return tb_cli_complain ("%s", error->message);
  if (serve->ca == NULL)
    g_printerr ("trustbed-cli: the authority is in %s until this ends; clients have to trust %s/root.pem\n", directory, directory);
  serve_until_signal (server);
  return TB_EXIT_YES;
}

/**
 * tb_cli_serve:
 * @argc: how many words
 * @argv: `serve` and what follows it
 *
 * Returns: 0 when a signal ended it, 2 for bad usage or when it could not be started
 */
int
tb_cli_serve (int argc, char **argv)
{
  g_auto (TbCliServe) serve = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *temporary = NULL;
  int status;

  if (!tb_cli_serve_parse (&serve, argc, argv, &status))
    return status;
  if (serve.ca == NULL && (temporary = g_dir_make_tmp ("trustbed-XXXXXX", &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  status = serve_from (&serve, temporary != NULL ? temporary : serve.ca);
  if (temporary != NULL)
    remove_folder (temporary);
  return status;
}
