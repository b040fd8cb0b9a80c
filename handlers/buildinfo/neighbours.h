// What clients ask of a deployment when they start, beside what it is: where its applications are reached, what its
// licence grants, how its pages look.
#pragma once

#include "http/response.h"
#include "service/context.h"

namespace postern::buildinfo {

// The one region there is: this deployment. Named as the site's settings say.
http::Response GetRegions(const service::Context& context);

// What a licence would grant, nothing of it granted. The provider of Terraform cannot do without this answer.
http::Response GetEntitlements(const service::Context& context);

// Name, logo, banners and the address of the manual. Banners that cannot be read are none.
http::Response GetAppearance(const service::Context& context);

}  // namespace postern::buildinfo
