/* bare-server: see the header. */
#include "bare-server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_BYTES 760        /* as long as a certificate in PKCS #7 and base64 with its head */

/* Processor time of a process so far, in nanoseconds. */
gint64
bare_get_process_ns (pid_t process)
{
  struct timespec used;
  clockid_t clock;

  g_assert_cmpint (clock_getcpuclockid (process, &clock), ==, 0);
  clock_gettime (clock, &used);
  return (gint64) used.tv_sec * 1000000000 + used.tv_nsec;
}

static void
sign (EVP_PKEY *key)
{
  guint8 data[400] = { 0 }, signature[128];
  gsize n = sizeof signature;
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();

  g_assert_cmpint (EVP_DigestSignInit (signing, NULL, EVP_sha256 (), NULL, key), ==, 1);
  g_assert_cmpint (EVP_DigestSign (signing, signature, &n, data, sizeof data), ==, 1);
}

static void
answer (SSL *ssl, EVP_PKEY *key)
{
  char request[4096], text[ANSWER_BYTES];

  if (SSL_accept (ssl) != 1 || SSL_read (ssl, request, sizeof request) <= 0)
    return;
  sign (key);
  memset (text, ' ', sizeof text);
  memcpy (text, "HTTP/1.1 200 ", strlen ("HTTP/1.1 200 "));
  SSL_write (ssl, text, sizeof text);
  SSL_shutdown (ssl);
}

static void
serve (SSL_CTX *context, int listening)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  int at_once = 1;

  signal (SIGPIPE, SIG_IGN);
  for (;;)
    {
      int accepted = accept (listening, NULL, NULL);
      SSL *ssl = SSL_new (context);

      setsockopt (accepted, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
      SSL_set_fd (ssl, accepted);
      answer (ssl, key);
      SSL_free (ssl);
      close (accepted);
    }
}

/* Whoever starts it kills it. */
pid_t
bare_server_start (SSL_CTX *context, guint *port)
{
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t n = sizeof place;
  int listening = socket (AF_INET, SOCK_STREAM, 0);
  pid_t process;

  g_assert_cmpint (bind (listening, (struct sockaddr *) &place, n), ==, 0);
  g_assert_cmpint (listen (listening, 256), ==, 0);
  g_assert_cmpint (getsockname (listening, (struct sockaddr *) &place, &n), ==, 0);
  *port = ntohs (place.sin_port);
  process = fork ();
  if (process == 0)
    serve (context, listening);
  close (listening);
  return process;
}
