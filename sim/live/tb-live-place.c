/* tb-live-place: see the header. A lab does not open doors to the network, and does not knock at those of others. */
#include "tb-live-place.h"

#include <string.h>

#define ADDRESS "127.0.0.1"

static gboolean
parse_port (const char *text, guint16 *port, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &number, error))
    return FALSE;
  *port = (guint16) number;
  return TRUE;
}

/* Host and port are apart at the last colon; brackets are around what has colons itself. */
static gboolean
divide (const char *text, char **host, guint16 *port, GError **error)
{
  const char *colon = strrchr (text, ':');
  gsize n_host;

  if (colon == NULL)
    {
      *host = g_strdup (ADDRESS);
      return parse_port (text, port, error);
    }
  n_host = (gsize) (colon - text);
  *host = text[0] == '[' && n_host >= 2 && colon[-1] == ']' ? g_strndup (text + 1, n_host - 2) : g_strndup (text, n_host);
  return parse_port (colon + 1, port, error);
}

static gboolean
is_this_machine (GInetAddress *address)
{
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * tb_live_place_parse:
 * @text: a port alone, or an address and a port such as `127.0.0.1:8883` or `[::1]:8883`; port 0 is any that is free
 * @error: return location
 *
 * Reads where to listen or to connect to. Names are not looked up, but for `localhost`.
 *
 * Returns: (transfer full) (nullable): the place; %NULL with %G_IO_ERROR_PERMISSION_DENIED when it is not on this machine alone, or
 *   %G_IO_ERROR_INVALID_ARGUMENT when it is no place
 */
GSocketAddress *
tb_live_place_parse (const char *text, GError **error)
{
  g_autofree char *host = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GInetAddress) address = NULL;
  guint16 port;

  if (!divide (text, &host, &port, &fault))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "\"%.60s\" is no port from 0 to 65535: %s", text, fault->message);
      return NULL;
    }
  address = g_inet_address_new_from_string (g_str_equal (host, "localhost") ? ADDRESS : host);
  if (!is_this_machine (address))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   "\"%.60s\" is not this machine: live runs stay on loopback (127.0.0.1 or [::1]), so that a lab opens no door to the network", host);
      return NULL;
    }
  return g_inet_socket_address_new (address, port);
}

/**
 * tb_live_place_to_text:
 * @place: a place
 *
 * Returns: (transfer full): such as `127.0.0.1:8883`
 */
char *
tb_live_place_to_text (GSocketAddress *place)
{
  g_autofree char *host = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (place)));

  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, tb_live_place_get_port (place));
}

guint16
tb_live_place_get_port (GSocketAddress *place)
{
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (place));
}
