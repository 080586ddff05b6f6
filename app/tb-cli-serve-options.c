/* tb-cli-serve-options: what may be said after `trustbed-cli serve`. */
#include "tb-cli-serve.h"

#include <string.h>

#include "tb-cli.h"
#include "tb-jose.h"
#include "tb-live-place.h"
#include "tb-load.h"
#include "tb-units.h"

#define ADDRESS         "127.0.0.1"
#define MAX_CONNECTIONS 10000
#define MAX_DEADLINE_S  3600

static const char description[] =
  "Without any of --est, --acme, --scep, --ocsp and --crl all five are served. Once a client may come, there is one line for each, such as\n"
  "`READY est https://127.0.0.1:PORT/.well-known/est`; root.pem in the folder is what clients have to trust. SIGINT and SIGTERM end it.\n\n"
  "EST and ACME are served by HTTPS on the first port, SCEP, OCSP and revocation lists by HTTP on the next, the broker by TLS on the one after\n"
  "that; where one of them is not served, the others move up. A secret is good for one certificate unless there is --reusable-secrets;\n"
  "options that name one can be given several times. With --factory-root a device may show its factory certificate instead, and gets one for its\n"
  "serial number.\n\n"
  "ACME looks for proofs on this machine alone, whatever the name: --http01, --tlsalpn01 and --dns01 say whom to ask. The broker speaks\n"
  "MQTT 3.1.1 to whoever has a certificate of this authority that was not revoked.\n";

static void
clear_secret (gpointer data)
{
  TbLiveSecret *secret = data;

  g_free ((char *) secret->name);
  g_free ((char *) secret->secret);
}

static void
clear_binding (gpointer data)
{
  TbLiveBinding *binding = data;

  g_free (binding->kid);
  g_clear_pointer (&binding->key, g_bytes_unref);
}

void
tb_cli_serve_clear (TbCliServe *serve)
{
  char **texts[] = { &serve->ca, &serve->listen, &serve->as, &serve->pin_file, &serve->pin, &serve->lifetime };
  char ***lists[] = { &serve->makers, &serve->est_users, &serve->scep_challenges, &serve->acme_keys };
  GArray **arrays[] = { &serve->users, &serve->challenges, &serve->bindings };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (lists[i], g_strfreev);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer (arrays[i], g_array_unref);
  g_clear_pointer (&serve->factory_roots, g_ptr_array_unref);
  for (guint i = 0; i < TB_ACME_N_CHALLENGES; i++)
    {
      g_clear_pointer (&serve->places[i], g_free);
      g_clear_object (&serve->look_places[i]);
    }
}

static gboolean
parse (TbCliServe *serve, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &serve->ca, "The authority's folder; made when it is not there or empty; a temporary one if left out", "DIRECTORY" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &serve->listen, "Where to listen: a loopback address; " ADDRESS " if left out", "ADDRESS" },
    { "port", 0, 0, G_OPTION_ARG_INT, &serve->port, "The first port; 0, or nothing: any that are free", "N" },
    { "est", 0, 0, G_OPTION_ARG_NONE, &serve->asked[TB_LIVE_EST], "Serve EST (RFC 7030) by HTTPS", NULL },
    { "acme", 0, 0, G_OPTION_ARG_NONE, &serve->asked[TB_LIVE_ACME], "Serve ACME (RFC 8555) by HTTPS", NULL },
    { "scep", 0, 0, G_OPTION_ARG_NONE, &serve->asked[TB_LIVE_SCEP], "Serve SCEP (RFC 8894) by HTTP", NULL },
    { "ocsp", 0, 0, G_OPTION_ARG_NONE, &serve->asked[TB_LIVE_OCSP], "Serve OCSP (RFC 6960) by HTTP", NULL },
    { "crl", 0, 0, G_OPTION_ARG_NONE, &serve->asked[TB_LIVE_CRL], "Serve the revocation list by HTTP", NULL },
    { "broker", 0, 0, G_OPTION_ARG_NONE, &serve->asked[TB_LIVE_BROKER], "Open a broker that demands certificates, MQTT 3.1.1 inside TLS", NULL },
    { "factory-root", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &serve->makers, "A maker's roots: its devices may enrol by EST with their factory certificates", "FILE" },
    { "est-user", 0, 0, G_OPTION_ARG_STRING_ARRAY, &serve->est_users, "Who may enrol by EST with a secret", "NAME:SECRET" },
    { "scep-challenge", 0, 0, G_OPTION_ARG_STRING_ARRAY, &serve->scep_challenges, "A challenge password to enrol by SCEP with", "SECRET" },
    { "acme-eab", 0, 0, G_OPTION_ARG_STRING_ARRAY, &serve->acme_keys, "A key that accounts by ACME need; accounts are open if left out", "KID:BASE64URLKEY" },
    { "reusable-secrets", 0, 0, G_OPTION_ARG_NONE, &serve->reuses_secrets, "Each secret is good for any number of certificates, not for one", NULL },
    { "http01", 0, 0, G_OPTION_ARG_STRING, &serve->places[TB_ACME_HTTP_01], "The web server that is asked for http-01", "[ADDRESS:]PORT" },
    { "tlsalpn01", 0, 0, G_OPTION_ARG_STRING, &serve->places[TB_ACME_TLS_ALPN_01], "The server that is asked for tls-alpn-01", "[ADDRESS:]PORT" },
    { "dns01", 0, 0, G_OPTION_ARG_STRING, &serve->places[TB_ACME_DNS_01], "The name server that is asked for dns-01", "[ADDRESS:]PORT" },
    { "lifetime", 0, 0, G_OPTION_ARG_STRING, &serve->lifetime, "How long certificates live at most, such as 1d or 20m; 90d if left out", "DURATION" },
    { "max-connections", 0, 0, G_OPTION_ARG_INT, &serve->max_connections, "How many connections a port takes at once; 256 if left out", "N" },
    { "deadline", 0, 0, G_OPTION_ARG_INT, &serve->deadline_s, "Seconds from accepting a connection to the end of its request; 10 if left out", "S" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &serve->as, "Who acts, for roles and the audit log; the user's name if left out", "NAME" },
    { "pin-file", 0, 0, G_OPTION_ARG_FILENAME, &serve->pin_file, "A file with the PIN of the key store", "FILE" },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &serve->verbose, "Tell of each request on standard error", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Runs a real authority on this machine for programs of others, with keys from the operating system.");
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc == 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "\"%s\" is one argument too many", (*argv)[1]);
  return FALSE;
}

/* --- secrets --- */

static gboolean
refuse (GError **error, const char *option, const char *expected, const char *text)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s is expected, got \"%.60s\"", option, expected, text);
  return FALSE;
}

static gboolean
read_users (TbCliServe *serve, GError **error)
{
  serve->users = g_array_new (FALSE, TRUE, sizeof (TbLiveSecret));
  g_array_set_clear_func (serve->users, clear_secret);
  for (guint i = 0; serve->est_users != NULL && serve->est_users[i] != NULL; i++)
    {
      const char *text = serve->est_users[i], *colon = strchr (text, ':');
      TbLiveSecret secret = { NULL };

      if (colon == NULL || colon == text || colon[1] == '\0')
        return refuse (error, "--est-user", "NAME:SECRET", text);
      secret = (TbLiveSecret) { g_strndup (text, (gsize) (colon - text)), g_strdup (colon + 1) };
      g_array_append_val (serve->users, secret);
    }
  return TRUE;
}

static gboolean
read_challenges (TbCliServe *serve, GError **error)
{
  serve->challenges = g_array_new (FALSE, TRUE, sizeof (TbLiveSecret));
  g_array_set_clear_func (serve->challenges, clear_secret);
  for (guint i = 0; serve->scep_challenges != NULL && serve->scep_challenges[i] != NULL; i++)
    {
      TbLiveSecret secret = { NULL };

      if (*serve->scep_challenges[i] == '\0')
        return refuse (error, "--scep-challenge", "a secret", serve->scep_challenges[i]);
      secret.secret = g_strdup (serve->scep_challenges[i]);
      g_array_append_val (serve->challenges, secret);
    }
  return TRUE;
}

/* RFC 4648 section 5, without padding or with. */
static GBytes *
read_base64url (const char *text)
{
  g_autofree char *plain = g_strdup (text);
  gsize n = strlen (plain);

  while (n > 0 && plain[n - 1] == '=')
    plain[--n] = '\0';
  return tb_base64url_decode (plain, NULL);
}

static gboolean
read_bindings (TbCliServe *serve, GError **error)
{
  serve->bindings = g_array_new (FALSE, TRUE, sizeof (TbLiveBinding));
  g_array_set_clear_func (serve->bindings, clear_binding);
  for (guint i = 0; serve->acme_keys != NULL && serve->acme_keys[i] != NULL; i++)
    {
      const char *text = serve->acme_keys[i], *colon = strrchr (text, ':');
      TbLiveBinding binding = { NULL };

      if (colon != NULL && colon != text)
        binding.key = read_base64url (colon + 1);
      if (binding.key == NULL || g_bytes_get_size (binding.key) == 0)
        {
          g_clear_pointer (&binding.key, g_bytes_unref);
          return refuse (error, "--acme-eab", "KID:BASE64URLKEY", text);
        }
      binding.kid = g_strndup (text, (gsize) (colon - text));
      g_array_append_val (serve->bindings, binding);
    }
  return TRUE;
}

/* --- the rest --- */

static gboolean
check_range (const char *option, int value, int least, int most, GError **error)
{
  if (least <= value && value <= most)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s must be %d to %d, got %d", option, least, most, value);
  return FALSE;
}

static gboolean
check_numbers (const TbCliServe *serve, GError **error)
{
  return check_range ("--port", serve->port, 0, G_MAXUINT16, error)
         && check_range ("--max-connections", serve->max_connections, 1, MAX_CONNECTIONS, error)
         && check_range ("--deadline", serve->deadline_s, 1, MAX_DEADLINE_S, error);
}

static gboolean
read_places (TbCliServe *serve, GError **error)
{
  for (guint i = 0; i < TB_ACME_N_CHALLENGES; i++)
    if (serve->places[i] != NULL && (serve->look_places[i] = tb_live_place_parse (serve->places[i], error)) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
check_listen (TbCliServe *serve, GError **error)
{
  g_autoptr (GSocketAddress) place = NULL;
  g_autofree char *text = NULL;

  if (serve->listen == NULL)
    serve->listen = g_strdup (ADDRESS);
  text = g_strdup_printf ("%s:0", serve->listen);
  place = tb_live_place_parse (text, error);
  if (place == NULL)
    return FALSE;
  g_free (serve->listen);
  serve->listen = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (place)));
  return TRUE;
}

static gboolean
read_pin (TbCliServe *serve, GError **error)
{
  if (serve->pin_file == NULL)
    return TRUE;
  if (!g_file_get_contents (serve->pin_file, &serve->pin, NULL, error))
    return FALSE;
  g_strchomp (serve->pin);
  return TRUE;
}

static gboolean
read_makers (TbCliServe *serve, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);

  serve->factory_roots = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  for (guint i = 0; live != NULL && serve->makers != NULL && serve->makers[i] != NULL; i++)
    {
      GPtrArray *roots = tb_certificates_load (live, serve->makers[i], error);

      if (roots == NULL)
        return FALSE;
      g_ptr_array_extend_and_steal (serve->factory_roots, roots);
    }
  return live != NULL;
}

static gboolean
read_lifetime (TbCliServe *serve, GError **error)
{
  if (serve->lifetime == NULL)
    return TRUE;
  if (tb_units_parse_duration (serve->lifetime, &serve->lifetime_us, NULL) && serve->lifetime_us >= TB_US_PER_SECOND)
    return TRUE;
  return refuse (error, "--lifetime", "a duration of a second or more, such as 90d", serve->lifetime);
}

static void
ask_for_all (TbCliServe *serve)
{
  gboolean is_any_asked = FALSE;

  for (guint i = 0; i < TB_LIVE_N_ENDPOINTS; i++)
    is_any_asked = is_any_asked || serve->asked[i];
  for (guint i = 0; !is_any_asked && i < TB_LIVE_BROKER; i++)
    serve->asked[i] = TRUE;
}

/**
 * tb_cli_serve_parse:
 * @serve: (out caller-allocates): what was said, zeroed
 * @argc: how many words
 * @argv: `serve` and what follows it
 * @status: (out): the exit code when it fails
 *
 * Reads the command line.
 *
 * Returns: whether it can go on
 */
gboolean
tb_cli_serve_parse (TbCliServe *serve, int argc, char **argv, int *status)
{
  g_autoptr (GError) error = NULL;

  serve->max_connections = 256;
  serve->deadline_s = 10;
  if (parse (serve, &argc, &argv, &error) && check_numbers (serve, &error) && check_listen (serve, &error) && read_users (serve, &error)
      && read_challenges (serve, &error) && read_bindings (serve, &error) && read_places (serve, &error) && read_lifetime (serve, &error)
      && read_pin (serve, &error) && read_makers (serve, &error))
    {
      ask_for_all (serve);
      return TRUE;
    }
  *status = tb_cli_complain ("%s", error->message);
  return FALSE;
}
