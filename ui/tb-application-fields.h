/* tb-application-fields: what is said inside a session, taken apart: MQTT to a broker; HTTP, requests and certificates with an authority. */
#pragma once

#include "tb-field-item.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

TbFieldItem *tb_application_fields_new        (GBytes *plain, gboolean with_broker, TbSide from);
char        *tb_application_fields_dup_name   (TbFieldItem *fields);
char        *tb_application_fields_dup_detail (TbFieldItem *fields);

G_END_DECLS
