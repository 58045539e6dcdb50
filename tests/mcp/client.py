"""Asks `filrouge mcp` as an assistant would, by the protocol's Python SDK, and prints what it answered as one JSON object.

    python client.py FILROUGE INDEX TEXT

The SDK checks each structured answer against the output schema of its tool.
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters


async def main(binary: str, index: str, text: str) -> None:
    server = StdioServerParameters(command=binary, args=["mcp", "--index", index])
    async with Client(server) as client:
        tools = (await client.list_tools()).tools
        similar = await client.call_tool("similar", {"text": text, "limit": 3})
        first = similar.structured_content["neighbours"][0]["passage"]
        # at once, as assistants do
        passage, themes, timeline, missing = await asyncio.gather(
            client.call_tool("passage", {"passage": first, "context": 2}),
            client.call_tool("themes", {}),
            client.call_tool("timeline", {"by": "year"}),
            client.call_tool("passage", {"passage": "pnowhere"}),
        )
        answer = {
            "instructions": client.instructions,
            "tools": {tool.name: tool.annotations.model_dump() for tool in tools},
            "similar": similar.structured_content,
            "similar_text": similar.content[0].text,
            "passage": passage.structured_content,
            "themes": themes.structured_content,
            "timeline": timeline.structured_content,
            "missing": {"is_error": missing.is_error, "text": missing.content[0].text},
        }
    json.dump(answer, sys.stdout)


asyncio.run(main(*sys.argv[1:]))
