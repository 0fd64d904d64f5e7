import { useQuery } from '@tanstack/react-query';
import { Queried } from '../../parts/states.tsx';
import { ExplainedNumbers, explanationOf, Sentences } from '../supply/explanation.tsx';
import { ForecastChart } from './forecast-chart.tsx';
import { proposalQuery, type ExplainedProposal, type Proposal } from './planning-api.ts';
import { forecastSentences, minimumSentences, networkSentences } from './proposal-sentences.ts';

/** Why a proposal is what it is: sentences, what was sold and is expected, every number. */
export function ProposalWhy({ proposal, unit }: { readonly proposal: Proposal; readonly unit: string | undefined }) {
  const query = useQuery(proposalQuery(proposal.proposalId));
  return <Queried query={query}>{(explained) => <Explained proposal={explained} unit={unit} />}</Queried>;
}

function Explained({ proposal, unit }: { readonly proposal: ExplainedProposal; readonly unit: string | undefined }) {
  const { locationId, itemId, currency, explanation } = proposal;
  const order = explanationOf(explanation.order);
  return (
    <div className="stack">
      {order === undefined ? (
        <ul className="sentences">
          {explanation.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <Sentences
          explanation={order}
          unit={unit}
          before={forecastSentences(explanation.forecast, unit)}
          after={[
            ...minimumSentences(explanation.minimum, unit, currency),
            ...networkSentences(explanation.source, explanation.dependent, unit),
          ]}
        />
      )}
      <ForecastChart locationId={locationId} itemId={itemId} unit={unit} />
      {order === undefined ? null : <ExplainedNumbers explanation={order} unit={unit} />}
    </div>
  );
}
