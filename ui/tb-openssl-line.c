/* tb-openssl-line: see the header. Files are named after the objects whose keys and certificates they would hold. */
#include "tb-openssl-line.h"

#define PORT_MQTT  8883
#define PORT_HTTPS 443

static gboolean
showed_certificate (TbTranscript *transcript)
{
  g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 0);

  return der != NULL;
}

static void
append_identity (GString *line, const char *name)
{
  g_string_append_printf (line, " -cert %s.pem -key %s.key", name, name);
}

static void
append_parameters (GString *line, TbTranscript *transcript)
{
  const char *cipher = tb_transcript_get_cipher (transcript), *group = tb_transcript_get_group (transcript);

  g_string_append (line, " -tls1_3");
  if (cipher != NULL && *cipher != '\0')
    g_string_append_printf (line, " -ciphersuites %s", cipher);
  if (group != NULL && *group != '\0')
    g_string_append_printf (line, " -groups %s", group);
  g_string_append (line, " -CAfile root.pem -verify_return_error");
}

/**
 * tb_openssl_line_new:
 * @transcript: a handshake
 * @side: which side of it
 * @client: name of the client
 * @server: name of the server
 * @is_broker: whether the server is a message broker, which decides the port
 *
 * Returns: (transfer full): a line for a shell
 */
char *
tb_openssl_line_new (TbTranscript *transcript, TbSide side, const char *client, const char *server, gboolean is_broker)
{
  g_autoptr (GString) line = g_string_new ("openssl ");
  int port = is_broker ? PORT_MQTT : PORT_HTTPS;

  if (side == TB_SIDE_CLIENT)
    g_string_append_printf (line, "s_client -connect %s:%d -servername %s", server, port, tb_transcript_get_host (transcript));
  else
    g_string_append_printf (line, "s_server -accept %d", port);
  append_parameters (line, transcript);
  if (side == TB_SIDE_SERVER || showed_certificate (transcript))
    append_identity (line, side == TB_SIDE_SERVER ? server : client);
  if (side == TB_SIDE_SERVER && tb_transcript_is_mutual (transcript))
    g_string_append (line, " -Verify 3");
  return g_string_free (g_steal_pointer (&line), FALSE);
}
