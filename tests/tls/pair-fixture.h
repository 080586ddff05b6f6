/* pair-fixture: OpenSSL's own client and server, face to face over memory, as anybody would set them up: any version, any suite, datagrams too.
 * What they say is written down as a transcript, so that the reading of foreign bytes can be tried on bytes that the lab did not choose. */
#pragma once

#include <openssl/ssl.h>

#include "tls-fixture.h"

/* Zero for what OpenSSL does by itself. */
typedef struct
{
  guint16 version;              /* 0x0303, 0x0304 or 0xfefd */
  const char *ciphers;          /* of TLS 1.2 */
  const char *client_groups;
  const char *server_groups;
  gboolean mutual;
  gboolean tickets;
  gboolean staple;              /* some OCSP response, with whatever the server's certificate is */
  const char *protocols;        /* as on the wire: each with its length before it */
  gboolean cookies;             /* DTLS: HelloVerifyRequest */
  guint mtu;                    /* DTLS: how long a datagram may be */
  SSL_SESSION *session;         /* to resume */
  const char *data;             /* said by the client when all is done */
  const char *stream;           /* what is drawn at random, in the lab's own context; not all suites are in that */
} PairTerms;

TbTranscript *pair_run     (TlsFixture *fixture, const PairTerms *terms, SSL_SESSION **session);
GBytes       *pair_staple  (TlsFixture *fixture);
