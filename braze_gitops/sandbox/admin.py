"""The sandbox's own addresses under /sandbox/: no key, loopback only, never in the log of Braze's calls.

They do what the functions of this room do, for people with curl and for programs in other languages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.answering import NotJsonError, parse_json
from braze_gitops.sandbox.clock import advance, read_clock
from braze_gitops.sandbox.faults import read_fault
from braze_gitops.sandbox.fields import parse_moment
from braze_gitops.sandbox.orders import (
    add_dashboard_broadcast,
    add_key,
    clear_faults,
    order_fault,
    register,
    set_rate_limit,
)
from braze_gitops.sandbox.reading import list_calls, list_schedules
from braze_gitops.sandbox.serving import Serving
from braze_gitops.sandbox.values import LoggedCall, Reference, ReferenceStatus, SandboxSchedule

__all__ = ["admin_routes", "is_local"]

Fields = Mapping[str, object]

DONE: Fields = MappingProxyType({"message": "success"})
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def is_local(request: Request) -> bool:
    """Tell whether a request comes from this machine and not from a page of another site in its browser."""
    client = request.client.host if request.client is not None else ""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    return client.startswith("127.") and host in LOCAL_NAMES and not foreign


@dataclass(frozen=True, slots=True)
class Desk:
    """What can be asked of one server: each method takes a call's JSON fields and returns its answer's."""

    serving: Serving

    def now(self) -> datetime:
        """Return the sandbox time."""
        return read_clock(self.serving.folder, start=self.serving.clock_start)

    def health(self, _: Fields) -> Fields:
        """Say that it runs, and what time it is there."""
        return {**DONE, "time": self.now().isoformat(), "instance": self.serving.instance}

    def log(self, _: Fields) -> Fields:
        """Return the calls that reached one of Braze's addresses."""
        return {"log": [as_json(call) for call in list_calls(self.serving.connection)]}

    def schedules(self, _: Fields) -> Fields:
        """Return all schedules with their status."""
        found = list_schedules(self.serving.connection, now=self.now())
        return {"schedules": [as_json(each) for each in found]}

    def move(self, fields: Fields) -> Fields:
        """Move the clock by `seconds` or `to` a moment."""
        only(fields, "seconds", "to")
        folder, start = self.serving.folder, self.serving.clock_start
        seconds, to = fields.get("seconds"), parse_moment(str(fields.get("to", "")))
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and "to" not in fields:
            try:
                moved = advance(folder, start=start, by=timedelta(seconds=seconds))
            except (OverflowError, ValueError):
                raise SandboxError("seconds is too far to move the clock") from None
        elif to is not None and "seconds" not in fields:
            moved = advance(folder, start=start, to=to[0])
        else:
            raise SandboxError("say either seconds, a number, or to, an ISO 8601 time")
        return {**DONE, "time": moved.isoformat()}

    def fault(self, fields: Fields) -> Fields:
        """Order a fault."""
        order_fault(self.serving.folder, read_fault(fields))
        return DONE

    def no_faults(self, _: Fields) -> Fields:
        """Take back the faults that were not played."""
        clear_faults(self.serving.folder)
        return DONE

    def key(self, fields: Fields) -> Fields:
        """Add a key with its permissions."""
        only(fields, "key", "permissions")
        permissions = fields.get("permissions")
        if not isinstance(permissions, list):
            raise SandboxError("permissions must be an array of permission names, or of * for all")
        granted = [str(name) for name in permissions]
        add_key(self.serving.folder, str(fields.get("key", "")), permissions=granted)
        return DONE

    def reference(self, fields: Fields) -> Fields:
        """Say what a campaign or Canvas is."""
        only(fields, "kind", "id", "status")
        kind, status = str(fields.get("kind")), str(fields.get("status"))
        known = [each.value for each in ReferenceStatus]
        if kind not in {"campaign", "canvas"} or status not in known:
            raise SandboxError(f"kind must be campaign or canvas, status one of {', '.join(known)}")
        told = Reference(kind=kind, id=str(fields.get("id")), status=ReferenceStatus(status))
        register(self.serving.folder, told)
        return DONE

    def limit(self, fields: Fields) -> Fields:
        """Change the hourly limit."""
        only(fields, "requests_per_hour")
        requests = fields.get("requests_per_hour")
        if not isinstance(requests, int) or isinstance(requests, bool):
            raise SandboxError("requests_per_hour must be a whole number")
        set_rate_limit(self.serving.folder, requests_per_hour=requests)
        return DONE

    def broadcast(self, fields: Fields) -> Fields:
        """Add an item to the dashboard's list."""
        add_dashboard_broadcast(self.serving.folder, fields)
        return DONE


def admin_routes(serving: Serving) -> list[Route]:
    """Return the routes under /sandbox/, but for the one that holds the server."""
    desk = Desk(serving)
    asked = {"health": desk.health, "log": desk.log, "schedules": desk.schedules}
    told = {
        "advance": desk.move,
        "faults": desk.fault,
        "keys": desk.key,
        "references": desk.reference,
        "limits": desk.limit,
        "broadcasts": desk.broadcast,
    }
    return [
        *(Route(f"/sandbox/{name}", answering(act)) for name, act in asked.items()),
        *(Route(f"/sandbox/{name}", answering(act), methods=["POST"]) for name, act in told.items()),
        Route("/sandbox/faults", answering(desk.no_faults), methods=["DELETE"]),
        Route("/sandbox/{rest:path}", nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]


async def nowhere(request: Request) -> Response:
    """Answer an address under /sandbox/ that is none of ours."""
    return JSONResponse({"message": f"there is no {request.method} {request.url.path}"}, status_code=404)


def answering(
    act: Callable[[Fields], Fields],
) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint that gives a request's JSON object to `act` and its result back."""

    async def endpoint(request: Request) -> Response:
        if not is_local(request):
            return JSONResponse({"message": "only from this machine"}, status_code=403)
        try:
            return JSONResponse(dict(act(json_fields(await request.body()))))
        except NotJsonError:
            return JSONResponse({"message": "the body is no JSON"}, status_code=400)
        except SandboxError as error:
            return JSONResponse({"message": error.message, "hint": error.hint}, status_code=400)

    return endpoint


def json_fields(content: bytes) -> Mapping[str, object]:
    """Return the fields of a request's body; without a body there are none."""
    fields = parse_json(content) if content else {}
    if not isinstance(fields, dict):
        raise SandboxError("the body must be a JSON object")
    return fields


def only(fields: Mapping[str, object], *names: str) -> None:
    """Refuse a body with another field than those."""
    for name in fields:
        if name not in names:
            raise SandboxError(f"{name} is not a known field", hint=f"there are {', '.join(names)}")


def as_json(value: LoggedCall | SandboxSchedule) -> dict[str, object]:
    """Return one of our values as a JSON object."""
    return {each.name: plain(getattr(value, each.name)) for each in dataclass_fields(value)}


def plain(value: object) -> object:
    """Return a field's value as JSON knows it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return dict(value) if isinstance(value, Mapping) else value
