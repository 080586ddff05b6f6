/* tb-live-lines: see the header. The table holds each line with gaps that are filled with what is so now. */
#include "tb-live-lines.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_NAME 40

typedef struct
{
  TbLiveLine line;
  const char *text;
} Row;

/* {root} and {issuing} are files of the authority, {url} is where it is served, {place} the same as host and port, {name} and {secret} the client's. */
static const Row rows[] = {
  { { N_("Make a Key and a Request"), N_("With openssl; the files begin with the name of the client"), TB_LIVE_N_ADDRESSES },
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key -subj /CN={name} -outform DER | base64 > {name}.b64" },
  { { N_("Enrol by EST"), N_("With curl and a one-time secret, after making a request"), TB_LIVE_ADDRESS_EST },
    "curl -sS --fail --cacert {root} --user {name}:{secret} -H 'Content-Type: application/pkcs10' --data-binary @{name}.b64 {url}/simpleenroll"
    " | base64 -d | openssl pkcs7 -inform DER -print_certs -out {name}.pem" },
  { { N_("Renew by EST"), N_("With curl and the certificate that is to be renewed"), TB_LIVE_ADDRESS_EST },
    "curl -sS --fail --cacert {root} --cert {name}.pem --key {name}.key -H 'Content-Type: application/pkcs10' --data-binary @{name}.b64 {url}/simplereenroll"
    " | base64 -d | openssl pkcs7 -inform DER -print_certs -out {name}.pem" },
  { { N_("Get a Certificate by ACME"), N_("With certbot, which proves at port 5002 of this machine that the name is its own"), TB_LIVE_ADDRESS_ACME },
    "REQUESTS_CA_BUNDLE={root} certbot certonly --standalone --http-01-port 5002 --non-interactive --agree-tos --register-unsafely-without-email"
    " --config-dir certbot --work-dir certbot --logs-dir certbot --server {url} -d {name}.example" },
  { { N_("Enrol by SCEP"), N_("With strongSwan's pki and a one-time secret as challenge password"), TB_LIVE_ADDRESS_SCEP },
    "pki --scepca --url {url} --caout scep-ca.pem --raout ra.pem --outform pem --force && pki --gen --type rsa --size 2048 --outform pem > {name}.key"
    " && pki --scep --url {url} --in {name}.key --dn CN={name} --password {secret} --cacert-enc ra.pem --cacert-sig ra.pem --cacert {root} --cacert {issuing}"
    " --outform pem > {name}.pem" },
  { { N_("Ask Whether It Is Revoked"), N_("With openssl, by OCSP"), TB_LIVE_ADDRESS_OCSP },
    "openssl ocsp -issuer {issuing} -cert {name}.pem -url {url} -CAfile {root} -verify_other {issuing}" },
  { { N_("Fetch the Revocation List"), N_("With curl and openssl"), TB_LIVE_ADDRESS_CRL },
    "curl -sS --fail {url} | openssl crl -inform DER -noout -text" },
  { { N_("Send a Message to the Broker"), N_("With mosquitto_pub and the certificate"), TB_LIVE_ADDRESS_BROKER },
    "mosquitto_pub -h {host} -p {port} --cafile {root} --cert {name}.pem --key {name}.key -t door/{name} -m open" },
  { { N_("Stay Connected to the Broker"), N_("With mosquitto_sub and the certificate, until Ctrl+C"), TB_LIVE_ADDRESS_BROKER },
    "mosquitto_sub -h {host} -p {port} --cafile {root} --cert {name}.pem --key {name}.key -v -t '#'" },
};

guint
tb_live_lines_get_n (void)
{
  return G_N_ELEMENTS (rows);
}

/**
 * tb_live_lines_get:
 * @line: its place, below tb_live_lines_get_n ()
 *
 * Returns: (transfer none): what it is
 */
const TbLiveLine *
tb_live_lines_get (guint line)
{
  g_return_val_if_fail (line < G_N_ELEMENTS (rows), NULL);
  return &rows[line].line;
}

/**
 * tb_live_lines_name_is_good:
 * @name: what a client shall be called
 *
 * Returns: whether it can stand in lines, in names of files and in certificates as it is
 */
gboolean
tb_live_lines_name_is_good (const char *name)
{
  gsize n = strlen (name);

  return n > 0 && n <= LONGEST_NAME && g_ascii_isalnum (name[0]) && strspn (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.") == n;
}

/* A path as a shell takes it: as it is where it can be. */
static char *
make_path (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);

  return strspn (path, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_./+,:@%") == strlen (path) ? g_steal_pointer (&path) : g_shell_quote (path);
}

/* Certificates of the server name this machine; a client compares. */
static char *
dup_host (GUri *uri)
{
  return g_strdup (uri != NULL && strcmp (g_uri_get_host (uri), "127.0.0.1") != 0 ? g_uri_get_host (uri) : "localhost");
}

/**
 * tb_live_lines_make:
 * @line: which, below tb_live_lines_get_n ()
 * @service: what is served, and where
 * @name: what the client is called
 * @secret: (nullable): its one-time secret; %NULL leaves a word to be replaced
 *
 * Returns: (transfer full) (nullable): the line; %NULL when what it needs is not served
 */
char *
tb_live_lines_make (guint line, TbLiveService *service, const char *name, const char *secret)
{
  const Row *row = &rows[line];
  const char *url = row->line.needs != TB_LIVE_N_ADDRESSES ? tb_live_service_get_url (service, row->line.needs) : "";
  g_autoptr (GUri) uri = url != NULL && *url != '\0' ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *root = make_path (tb_live_service_get_folder (service), "root.pem"), *host = dup_host (uri);
  g_autofree char *issuing = make_path (tb_live_service_get_folder (service), "issuing-1.pem");
  g_autofree char *port = g_strdup_printf ("%d", uri != NULL ? g_uri_get_port (uri) : 0);
  const struct { const char *gap, *text; } gaps[] = {
    { "{root}", root }, { "{issuing}", issuing }, { "{url}", url }, { "{host}", host }, { "{port}", port }, { "{name}", name },
    { "{secret}", secret != NULL ? secret : "SECRET" },
  };
  g_autoptr (GString) text = NULL;

  if (url == NULL)
    return NULL;
  text = g_string_new (row->text);
  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    g_string_replace (text, gaps[i].gap, gaps[i].text, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
