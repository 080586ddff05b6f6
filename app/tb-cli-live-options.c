/* tb-cli-live-options: what may be said after `handshake --listen` and `handshake --connect`, and the endpoints that come of it. */
#include "tb-cli-live.h"

#include <string.h>

#include "tb-cli.h"
#include "tb-load.h"
#include "tb-units.h"

#define DEFAULT_TIMEOUT_S 10
#define MAX_TIMEOUT_S     600

static const char *const versions[] = { "1.2", "1.3", NULL };

void
tb_cli_live_clear (TbCliLive *live)
{
  char **texts[] = { &live->listen, &live->connect, &live->cert, &live->key_file, &live->trust, &live->tls, &live->kex, &live->key, &live->host,
                     &live->out, &live->pcap };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}

void
tb_cli_live_parties_clear (TbCliLiveParties *parties)
{
  g_clear_object (&parties->place);
  g_clear_pointer (&parties->endpoint, tb_endpoint_unref);
  g_clear_pointer (&parties->identity, tb_identity_unref);
  tb_live_pki_clear (&parties->pki);
}

static const char description[] =
  "Keys come from the operating system, never from a seed; such a run is not repeatable. Without --cert and --trust, --listen makes a root and\n"
  "certificates for both sides that are worth something for a week; --out keeps them. It prints the commands of other programs that fit,\n"
  "and `READY handshake ADDRESS:PORT` once a client may come (on standard error with --json). SIGINT and SIGTERM end it.\n\n"
  "Exit status: 0 all accepted, 1 not all, 2 bad usage or no connection.\n";

static gboolean
parse (TbCliLive *live, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &live->listen, "Be the server on this port of 127.0.0.1; 0 is any that is free", "[ADDRESS:]PORT" },
    { "connect", 0, 0, G_OPTION_ARG_STRING, &live->connect, "Be the client of the server on this port of 127.0.0.1", "[ADDRESS:]PORT" },
    { "cert", 0, 0, G_OPTION_ARG_FILENAME, &live->cert, "Our certificate, and those that vouch for it", "FILE" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &live->key_file, "Its key", "FILE" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME, &live->trust, "Whom to believe about the other side", "FILE" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &live->out, "Write what was made for both sides into this new folder", "DIR" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &live->key, "Kind of the keys that are made: p256 if left out", "ALG" },
    { "mutual", 0, 0, G_OPTION_ARG_NONE, &live->mutual, "The server demands a certificate of the client", NULL },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &live->tls, "Version of TLS: 1.3 (if left out) or 1.2", "VERSION" },
    { "kex", 0, 0, G_OPTION_ARG_STRING, &live->kex, "Groups of the key agreement, such as X25519:P-256, or rsa; P-256 if left out", "GROUPS" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &live->host, "The server's name; localhost if left out", "NAME" },
    { "count", 0, 0, G_OPTION_ARG_INT, &live->count, "End after so many handshakes; a client makes one, a server goes on if left out", "N" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &live->timeout_s, "Seconds from the connection to the end of the handshake; 10 if left out", "S" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &live->json, "Print one JSON document at the end", NULL },
    { "fields", 0, 0, G_OPTION_ARG_NONE, &live->fields, "Take every message apart", NULL },
    { "pcap", 0, 0, G_OPTION_ARG_FILENAME, &live->pcap, "Write what was said with the secrets to read it", "FILE.pcapng" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Makes TLS handshakes with another program on this machine and shows them.");
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

/* Options that need or exclude each other. */
static char *
find_contradiction (const TbCliLive *live)
{
  gboolean has_files = live->cert != NULL || live->trust != NULL;

  if ((live->listen != NULL) == (live->connect != NULL))
    return g_strdup ("--listen and --connect do not go together: be one of the two");
  if ((live->cert != NULL) != (live->key_file != NULL))
    return g_strdup ("--cert and --key-file belong together");
  if (has_files && live->out != NULL)
    return g_strdup ("--out is for certificates that are made here; with --cert or --trust there are none");
  if (live->connect != NULL && live->trust == NULL)
    return g_strdup ("--connect needs --trust FILE: whom to believe about the server");
  if (live->connect != NULL && live->mutual && live->cert == NULL)
    return g_strdup ("--mutual needs --cert FILE and --key-file FILE: what to show the server");
  if (live->listen != NULL && has_files && live->cert == NULL)
    return g_strdup ("--listen with --trust needs --cert FILE and --key-file FILE too");
  if (live->listen != NULL && live->cert != NULL && live->mutual && live->trust == NULL)
    return g_strdup ("--mutual needs --trust FILE: whose clients are let in");
  if (live->listen != NULL && live->mutual && !has_files && live->out == NULL)
    return g_strdup ("--mutual needs --out DIR, where the client finds its certificate, or --cert, --key-file and --trust");
  return NULL;
}

static char *
find_fault (const TbCliLive *live)
{
  TbKeyAlgorithm algorithm;

  if (live->tls != NULL && !g_strv_contains (versions, live->tls))
    return g_strdup_printf ("--tls must be 1.2 or 1.3 on a live connection, got \"%.40s\"", live->tls);
  if (live->key != NULL && !tb_key_algorithm_from_code (live->key, &algorithm))
    return g_strdup_printf ("--key \"%.40s\" is no kind of key; there are P-256, P-384, P-521, RSA-2048, RSA-3072, RSA-4096 and Ed25519", live->key);
  if (live->count < 0 || live->count > TB_LIVE_MAX_CONVERSATIONS)
    return g_strdup_printf ("--count must be 1 to %d, got %d", TB_LIVE_MAX_CONVERSATIONS, live->count);
  if (live->timeout_s < 1 || live->timeout_s > MAX_TIMEOUT_S)
    return g_strdup_printf ("--timeout must be 1 to %d seconds, got %d", MAX_TIMEOUT_S, live->timeout_s);
  return find_contradiction (live);
}

/* Reads the command line; otherwise @status is what the program ends with. */
gboolean
tb_cli_live_parse (TbCliLive *live, int argc, char **argv, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *fault = NULL;

  live->timeout_s = DEFAULT_TIMEOUT_S;
  if (!parse (live, &argc, &argv, &error))
    *status = tb_cli_complain ("%s", error->message);
  else if (argc > 1)
    *status = tb_cli_complain ("handshake takes no \"%.40s\"", argv[1]);
  else if ((fault = find_fault (live)) != NULL)
    *status = tb_cli_complain ("%s", fault);
  else
    return TRUE;
  return FALSE;
}

/* --- what the options stand for --- */

static TbIdentity *
load_identity (const TbCliLive *live, TbCrypto *crypto, GError **error)
{
  g_autoptr (GPtrArray) chain = tb_certificates_load (crypto, live->cert, error);
  g_autoptr (TbKey) key = chain != NULL ? tb_key_load (crypto, live->key_file, NULL, error) : NULL;
  g_autoptr (TbCertificate) certificate = NULL;

  if (key == NULL)
    return NULL;
  certificate = g_ptr_array_steal_index (chain, 0);
  if (EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (certificate)), tb_key_get_pkey (key)) == 1)
    return tb_identity_new (key, certificate, chain);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: the key in %s is not the one of its first certificate", live->cert, live->key_file);
  return NULL;
}

static gboolean
make_pki (const TbCliLive *live, TbCliLiveParties *parties, GError **error)
{
  TbKeyAlgorithm algorithm = TB_KEY_P256;

  if (live->key != NULL)
    tb_key_algorithm_from_code (live->key, &algorithm);
  return tb_live_pki_init (&parties->pki, algorithm, live->host, g_get_real_time (), error)
         && (live->out == NULL || tb_live_pki_write (&parties->pki, live->out, error));
}

static GPtrArray *
find_anchors (const TbCliLive *live, const TbCliLiveParties *parties, TbCrypto *crypto, GError **error)
{
  GPtrArray *anchors;

  if (live->trust != NULL)
    return tb_certificates_load (crypto, live->trust, error);
  anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  if (parties->pki.root != NULL)
    g_ptr_array_add (anchors, tb_certificate_ref (parties->pki.root));
  return anchors;
}

static TbEndpoint *
make_endpoint (const TbCliLive *live, TbCrypto *crypto, TbIdentity *identity, GPtrArray *anchors, GError **error)
{
  guint16 version = live->tls != NULL && g_str_equal (live->tls, "1.2") ? TLS1_2_VERSION : TLS1_3_VERSION;
  gboolean is_rsa = live->kex != NULL && g_ascii_strcasecmp (live->kex, "rsa") == 0;
  TbEndpointPolicy policy = { .min_version = version, .max_version = version, .groups = is_rsa ? NULL : live->kex,
                              .exchange = is_rsa ? TB_EXCHANGE_RSA : TB_EXCHANGE_ECDHE };

  if (live->connect != NULL)
    return tb_endpoint_new_client_with (crypto, &policy, anchors, NULL, error);
  return tb_endpoint_new_server_with (crypto, &policy, identity, live->mutual ? anchors : NULL, NULL, error);
}

/**
 * tb_cli_live_prepare:
 * @live: what was asked for
 * @parties: (inout): what comes of it
 * @error: return location
 *
 * Reads or makes keys and certificates, and our endpoint of them.
 *
 * Returns: whether all is there
 */
gboolean
tb_cli_live_prepare (const TbCliLive *live, TbCliLiveParties *parties, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_live (error);
  g_autoptr (GPtrArray) anchors = NULL;

  parties->place = tb_live_place_parse (live->listen != NULL ? live->listen : live->connect, error);
  if (crypto == NULL || parties->place == NULL)
    return FALSE;
  if (live->cert != NULL)
    parties->identity = load_identity (live, crypto, error);
  else if (live->listen != NULL && make_pki (live, parties, error))
    parties->identity = tb_identity_ref (parties->pki.server);
  if (parties->identity == NULL && (live->listen != NULL || live->cert != NULL))
    return FALSE;
  anchors = find_anchors (live, parties, crypto, error);
  if (anchors != NULL)
    parties->endpoint = make_endpoint (live, crypto, parties->identity, anchors, error);
  return parties->endpoint != NULL;
}

/* As a shell takes it. */
static char *
quote (const char *path)
{
  return path[strcspn (path, " \t\n'\"\\$`*?[]{}()<>|&;!~#")] == '\0' ? g_strdup (path) : g_shell_quote (path);
}

/**
 * tb_cli_live_print_hints:
 * @live: what was asked for
 * @place: where we listen
 *
 * Prints what other programs would have to be called with. Only what is in a folder can be named.
 */
void
tb_cli_live_print_hints (const TbCliLive *live, GSocketAddress *place)
{
  const char *tls = live->tls != NULL ? live->tls : "1.3", *host = live->host != NULL ? live->host : "localhost";
  g_autofree char *folder = live->out != NULL ? quote (live->out) : NULL;
  g_autofree char *text = tb_live_place_to_text (place);
  g_autofree char *address = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (place)));

  if (folder == NULL)
    return;
  g_print ("openssl s_client -connect %s -servername %s -verify_hostname %s -tls1_%c -CAfile %s/root.pem", text, host, host, tls[2], folder);
  if (live->mutual)
    g_print (" -cert %s/client.pem -key %s/client.key -cert_chain %s/issuing.pem", folder, folder, folder);
  g_print ("\ngnutls-cli %s -p %u --sni-hostname %s --verify-hostname %s --priority NORMAL:-VERS-ALL:+VERS-TLS%s --x509cafile %s/root.pem", address,
           tb_live_place_get_port (place), host, host, tls, folder);
  if (live->mutual)
    g_print (" --x509certfile %s/client.pem --x509keyfile %s/client.key", folder, folder);
  g_print ("\n");
}
